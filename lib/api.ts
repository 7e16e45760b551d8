/** What every route of the API shares: the check that who asks may do so, one error shape, and a limit for bodies. */
import 'server-only'
import { assertMayRead, assertMayWrite } from '@/lib/access'
import { FAILURES } from '@/lib/api/error-codes'
import { connection } from '@/lib/connection'
import { whileSomebodyWaits } from '@/lib/db/deadline'
import { AppError, nameMachineError, userMessage } from '@/lib/errors'
import { log } from '@/lib/log'
import { assertSameSite } from '@/lib/same-site'

/** The largest body that a request may have, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024

/** Methods that change nothing. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Runs a route, if who asks may read or, by the method, change something. An expected failure is answered in the one
 * error shape; any other is logged, and answered without details. An open route answers whoever asks.
 */
export async function route(
  request: Request,
  handle: () => Promise<Response>,
  { isOpen = false }: { isOpen?: boolean } = {},
): Promise<Response> {
  try {
    if (!isOpen) assertAccess(request)
    return await keepLength(await whileSomebodyWaits(handle))
  } catch (failure) {
    const error = nameMachineError(failure)
    if (isOurFault(error)) log.error({ err: failure }, 'a request failed')
    return keepLength(refuse(error))
  }
}

/** @throws AppError, as `assertMayChange` does */
function assertAccess(request: Request): void {
  if (READING.has(request.method)) assertMayRead(request.headers)
  else assertMayChange(request)
}

/**
 * Whether whoever runs this Holocron should read of it in the log: of bugs, and of what has a technical reason, but not of
 * clients' mistakes.
 */
function isOurFault(error: unknown): boolean {
  return !(error instanceof AppError) || (error.cause !== undefined && FAILURES[error.code].status >= 500)
}

/** A failure in the one error shape; one that is not expected without details. */
export function refuse(error: unknown, headers: Record<string, string> = {}): Response {
  const code = error instanceof AppError ? error.code : 'internal'
  return Response.json(
    { error: { code, message: userMessage(error) } },
    { status: FAILURES[code].status, headers: { ...FAILURES[code].headers, ...headers } },
  )
}

/**
 * Next.js drops the length that a Response says it has; set on the connection it stays. Of JSON, which is in memory
 * anyway, it is known: the server does not compress answers that are too short for it.
 */
async function keepLength(response: Response): Promise<Response> {
  const answer =
    response.headers.get('content-type') === 'application/json' ? await measure(response) : response
  const length = answer.headers.get('content-length')
  if (length !== null) connection()?.response.setHeader('Content-Length', length)
  return answer
}

async function measure(response: Response): Promise<Response> {
  if (response.body === null) return response
  const body = await response.arrayBuffer()
  const headers = new Headers(response.headers)
  headers.set('content-length', String(body.byteLength))
  return new Response(body, { status: response.status, headers })
}

/**
 * Lets a change through that this site or a program asks for, with the access token where one is set, and a body that is
 * not too large by its own account. `route` does so for every method that changes something.
 * @throws AppError `forbidden`, `unauthorized`, `too_many` or `too_large`
 */
export function assertMayChange(request: Request): void {
  assertSameSite(request.headers, { mustSay: false })
  assertMayWrite(request.headers)
  if (isTooLarge(request)) throw tooLarge()
}

/** True when a request says that its body is larger than any may be. Nothing of it has to be read then. */
export function isTooLarge(request: Request): boolean {
  return Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES
}

function tooLarge(): AppError {
  return new AppError('too_large', 'The body is larger than 1 MiB.')
}

/**
 * The JSON body of a request; an empty body is an empty object.
 * @throws AppError `invalid` or `too_large`
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  let text = ''
  let bytes = 0
  const decoder = new TextDecoder()
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) throw tooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('invalid', 'The body is not JSON.', { cause })
  }
}
