import 'server-only'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CLOSED_HEADERS } from '@/lib/access/security-headers'
import { route } from '@/lib/api/route'
import { connection } from '@/lib/connection'
import { storeAnswer } from '@/lib/kept-answers/answers'

/**
 * Answers as a route of the API does, without Next.js in between, which takes longer than most answers; and keeps the
 * answer, if it can be kept.
 * @param make as for `route`; its answer must be short, since it is sent at once
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
  const body = Buffer.from(await answer.arrayBuffer())
  const sent = { ...CLOSED_HEADERS, ...Object.fromEntries(answer.headers) }
  const state = connection()?.answerState
  if (answer.status === 200 && state !== undefined) storeAnswer(question, { state, headers: sent, body })
  for (const [name, value] of Object.entries(sent)) response.setHeader(name, value)
  if (answer.body !== null) response.setHeader('content-length', body.length)
  response.statusCode = answer.status
  response.end(body)
}
