/** Sends a request that only reads, and describes the answer. */
import { DEADLINE_MS, readMessage } from '@/components/browser/fetch-json'

/** How much of an answer is shown, in bytes. */
export const BYTES_SHOWN = 20_000

/** How long a stream of events is followed, in milliseconds. */
const STREAM_MS = 5_000

export interface TriedAnswer {
  /** "200 OK" */
  status: string
  isError: boolean
  /** Until the answer began. */
  milliseconds: number
  type: string
  /** As text; null when the answer has none. */
  body: string | null
  /** What is not shown, or what went wrong, as a sentence; empty when there is nothing to say. */
  note: string
}

/**
 * Sends `GET` to a path of the API.
 * @throws Error with a sentence for the visitor when there is no answer
 */
export async function sendRequest(
  address: string,
  origin: string,
  signal: AbortSignal,
): Promise<TriedAnswer> {
  const url = URL.canParse(address, origin) ? new URL(address, origin) : null
  if (url?.origin !== origin || !url.pathname.startsWith('/api/'))
    throw new Error('Only addresses below /api/ of this server can be tried here.')
  const startedAt = performance.now()
  const answer = await fetch(url, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
  }).catch(() => {
    throw new Error('The server did not answer. Check that it is running, then send the request again.')
  })
  const milliseconds = Math.round(performance.now() - startedAt)
  const type = answer.headers.get('content-type') ?? ''
  const { text, note } = await readStart(answer, type).catch(() => {
    throw new Error('The answer broke off. Send the request again.')
  })
  return {
    status: `${answer.status} ${answer.statusText}`.trim(),
    isError: !answer.ok,
    milliseconds,
    type,
    body: text,
    note: answer.ok ? note : readError(text) || note,
  }
}

async function readStart(answer: Response, type: string): Promise<{ text: string | null; note: string }> {
  const reader = answer.body?.getReader()
  if (reader === undefined || answer.status === 204) return { text: null, note: 'The answer is empty.' }
  if (!/^text\/|json|xml/.test(type)) {
    await reader.cancel()
    return { text: null, note: 'The answer is not text, so it is not shown. Open it to save it.' }
  }
  const isStream = type.startsWith('text/event-stream')
  let isLate = false
  const timer = setTimeout(() => {
    isLate = isStream
    if (isStream) void reader.cancel()
  }, STREAM_MS)
  const { bytes, isWhole } = await readBytes(reader)
  clearTimeout(timer)
  const text = new TextDecoder().decode(bytes.slice(0, BYTES_SHOWN))
  if (isLate) return { text, note: `This is a stream: its first ${STREAM_MS / 1000} seconds are shown.` }
  if (!isWhole) return { text, note: `The first ${BYTES_SHOWN / 1000} kB are shown.` }
  return { text: type.includes('json') ? layOut(text) : text, note: '' }
}

/** Reads what is shown, and a byte more to know whether there is more. */
async function readBytes(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  let bytes = new Uint8Array()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { bytes, isWhole: true }
    const longer = new Uint8Array(bytes.length + value.length)
    longer.set(bytes)
    longer.set(value, bytes.length)
    bytes = longer
    if (bytes.length > BYTES_SHOWN) {
      await reader.cancel()
      return { bytes, isWhole: false }
    }
  }
}

/** One JSON value over several lines; lines of JSON stay as they are. */
function layOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** The sentence of a failure; empty when this is something else. */
function readError(text: string | null): string {
  try {
    return readMessage(JSON.parse(text ?? '')) ?? ''
  } catch {
    return ''
  }
}
