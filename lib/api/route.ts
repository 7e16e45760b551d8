/** What all API routes share: access checks, one error shape, and a limit on body size. */
import 'server-only'
import { assertMayRead, assertMayWrite } from '@/lib/access/access'
import { assertSameSite } from '@/lib/access/same-site'
import { FAILURES } from '@/lib/api/error-codes'
import { connection } from '@/lib/connection'
import { whileClientWaits } from '@/lib/db/deadline'
import { AppError, describeSystemError, userMessage } from '@/lib/errors'
import { log } from '@/lib/log'

/** The largest body that a request may have, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024

/** Methods that change nothing. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Runs a route if the client may read or, depending on the method, make changes. An expected failure is returned in the
 * one error shape; any other is logged, and returned without details. An open route requires no access.
 */
export async function route(
  request: Request,
  handle: () => Promise<Response>,
  { isOpen = false }: { isOpen?: boolean } = {},
): Promise<Response> {
  try {
    if (!isOpen) assertAccess(request)
    return await keepLength(await whileClientWaits(handle))
  } catch (failure) {
    const error = describeSystemError(failure)
    if (isOurFault(error)) log.error({ err: failure }, 'a request failed')
    return keepLength(refuse(error))
  }
}

/** @throws AppError, like `assertMayChange` */
function assertAccess(request: Request): void {
  if (READING.has(request.method)) assertMayRead(request.headers)
  else assertMayChange(request)
}

/** Whether this belongs in the operator's log: bugs, and failures with a technical cause, but not clients' mistakes. */
function isOurFault(error: unknown): boolean {
  return !(error instanceof AppError) || (error.cause !== undefined && FAILURES[error.code].status >= 500)
}

/** A failure in the one error shape, after `facts`; an unexpected one without details. */
export function refuse(
  error: unknown,
  headers: Record<string, string> = {},
  facts: Record<string, unknown> = {},
): Response {
  const code = error instanceof AppError ? error.code : 'internal'
  return Response.json(
    { ...facts, error: { code, message: userMessage(error) } },
    { status: FAILURES[code].status, headers: { ...FAILURES[code].headers, ...headers } },
  )
}

/**
 * Next.js drops a Response's Content-Length; set on the connection, it is kept. For JSON, which is in memory anyway, the
 * length is known, so that the server can leave short responses uncompressed.
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
 * Allows a change requested by this site or a program, with the access token where one is set, and a body whose declared
 * size is within the limit. `route` checks this for every method that makes changes.
 * @throws AppError `forbidden`, `unauthorized`, `too_many` or `too_large`
 */
export function assertMayChange(request: Request): void {
  assertSameSite(request.headers, { mustSay: false })
  assertMayWrite(request.headers)
  if (isTooLarge(request)) throw tooLarge()
}

/** True when a request declares a body above the limit. Then none of it has to be read. */
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
