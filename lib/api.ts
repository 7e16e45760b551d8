/** What every route of the API shares: one error shape, and the check that a change was asked for from this site. */
import 'server-only'
import { AppError, userMessage, type ErrorCode } from '@/lib/errors'
import { log } from '@/lib/log'

const STATUS: Record<ErrorCode, number> = {
  invalid: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  not_ready: 409,
  too_large: 413,
  // Nobody reads this answer; the number is the one that proxies log for it.
  aborted: 499,
  upstream: 502,
  unavailable: 503,
  busy: 503,
  timeout: 503,
  memory: 503,
}

/** Failures that pass by themselves, and after how many seconds it makes sense to ask again. */
const RETRY_AFTER: Partial<Record<ErrorCode, string>> = { busy: '1' }

/** The largest body that a POST may have, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024

/** Runs a route. An expected failure is answered in the one error shape; any other is logged, and answered without details. */
export async function route(handle: () => Promise<Response>): Promise<Response> {
  try {
    return await handle()
  } catch (error) {
    const isExpected = error instanceof AppError
    if (!isExpected) log.error({ err: error }, 'a request failed')
    const code = isExpected ? error.code : 'internal'
    const retryAfter = isExpected ? RETRY_AFTER[error.code] : undefined
    return Response.json(
      { error: { code, message: userMessage(error) } },
      {
        status: isExpected ? STATUS[error.code] : 500,
        headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
      },
    )
  }
}

/**
 * Refuses a change that a page of another site asks for in a visitor's name. Programs send neither header.
 * @throws AppError `forbidden`
 */
export function assertSameSite(request: Request): void {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const isForeignSite = site !== null && site !== 'same-origin' && site !== 'none'
  const isForeignOrigin =
    origin !== null && (!URL.canParse(origin) || new URL(origin).host !== request.headers.get('host'))
  if (isForeignSite || isForeignOrigin) {
    throw new AppError('forbidden', 'Requests from other sites cannot change anything here.')
  }
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
    if (bytes > MAX_BODY_BYTES) throw new AppError('too_large', 'The body is larger than 1 MiB.')
    text += decoder.decode(chunk, { stream: true })
  }
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('invalid', 'The body is not JSON.', { cause })
  }
}
