import 'server-only'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { route } from '@/lib/api/route'
import { connection } from '@/lib/connection'
import { storeAnswer } from '@/lib/kept-answers/answers'

/**
 * Answers as a route of the API does, without Next.js in between, which takes longer than most answers; and keeps the
 * answer, if it can be kept.
 * @param make as for `route`; an answer that says what it depends on (`keepAnswer`) must be short
 */
export async function answerDirectly(
  request: IncomingMessage,
  response: ServerResponse,
  question: string,
  make: (request: Request) => Promise<Response>,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  // The name of the host does not matter to the API.
  const asked = new Request(`http://localhost${request.url ?? '/'}`, { headers, signal: gone.signal })
  const answer = await route(asked, () => make(asked))
  const sent = Object.fromEntries(answer.headers)
  for (const [name, value] of Object.entries(sent)) response.setHeader(name, value)
  response.statusCode = answer.status
  const state = connection()?.answerState
  if (state === undefined || answer.status !== 200) return stream(answer, response)
  const body = Buffer.from(await answer.arrayBuffer())
  storeAnswer(question, { state, headers: sent, body })
  response.setHeader('content-length', body.length)
  response.end(body)
}

/** Sends a body as fast as the client takes it. When it breaks off, so does the connection; whoever made it has said why. */
async function stream({ body }: Response, response: ServerResponse): Promise<void> {
  if (body === null) response.end()
  else await pipeline(body, response).catch(() => undefined)
}
