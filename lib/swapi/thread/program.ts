/** The program of the thread that reads many pages (fetch-in-thread.ts). The build makes one file of it. */
import { type MessagePort, parentPort } from 'node:worker_threads'
import { fetchJson, type SentRequest } from '@/lib/swapi/http/fetch-json'
import { pickFields } from '@/lib/swapi/records/pick-fields'
import {
  type AnswerMessage,
  packError,
  type ReadMessage,
  type StopMessage,
} from '@/lib/swapi/thread/messages'

const port = parentPort as MessagePort
const stops = new Map<number, AbortController>()

port.on('message', (message: ReadMessage | StopMessage) => {
  if (message.kind === 'stop') stops.get(message.id)?.abort(new Error('Nobody waits for this any more.'))
  else void read(message).then((answer) => port.postMessage(answer))
})

async function read({ id, url, ...limits }: ReadMessage): Promise<AnswerMessage> {
  const stop = new AbortController()
  stops.set(id, stop)
  const requests: SentRequest[] = []
  const onRequest = (request: SentRequest): void => void requests.push(request)
  try {
    const document = await fetchJson(url, { ...limits, onRequest, signal: stop.signal, pick: pickFields })
    return { id, requests, outcome: { document } }
  } catch (error) {
    return { id, requests, outcome: { failure: packError(error) } }
  } finally {
    stops.delete(id)
  }
}
