/** What the errors of a store mean. */
import 'server-only'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

interface Facts {
  /** The HTTP status; 0 when there was no answer. */
  status: number
  /** As S3 or Node names it. */
  code: string
  message: string
}

function factsOf(error: unknown): Facts {
  const { name, code, message, $metadata, errors } = (error ?? {}) as {
    name?: string
    code?: string
    message?: string
    $metadata?: { httpStatusCode?: number }
    errors?: unknown[]
  }
  // Node tries several addresses and reports all of them.
  if (Array.isArray(errors) && errors.length > 0) return factsOf(errors[0])
  return {
    status: $metadata?.httpStatusCode ?? 0,
    code: code ?? name ?? 'Error',
    message: message ?? String(error),
  }
}

/** True when the store has no such object, or no such upload. */
export function isNotFound(error: unknown): boolean {
  const { status, code } = factsOf(error)
  return (
    code !== 'NoSuchBucket' && (status === 404 || ['NotFound', 'NoSuchKey', 'NoSuchUpload'].includes(code))
  )
}

/** True when there is an object under a key that was to be new. */
export function isTaken(error: unknown): boolean {
  const { status } = factsOf(error)
  return status === 412 || status === 409
}

/** True for an answer that says something about an object, not about the store. */
export function isAnswer(error: unknown): boolean {
  return isNotFound(error) || isTaken(error)
}

/** The failure of a store that is there no longer, or no longer lets us in. */
export function toOutage(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError(
    'unavailable',
    `The ${describeBucket()} ${describeReason(error)}. Try again in a moment; if that does not help, ask whoever runs Holocron.`,
    { cause: error },
  )
}

function describeReason(error: unknown): string {
  const { status, code } = factsOf(error)
  if (status >= 400 && status < 500) return `refused access (${status} ${code})`
  if (status >= 500) return `failed (${status} ${code})`
  if (isTimeout(error)) return 'did not answer in time'
  return `cannot be reached (${code})`
}

export function describeBucket(): string {
  const { S3_BUCKET, S3_PREFIX, S3_ENDPOINT, S3_REGION } = env()
  const at = S3_ENDPOINT ?? `AWS in ${S3_REGION ?? 'us-east-1'}`
  return `bucket ${S3_BUCKET ?? ''}${S3_PREFIX === undefined ? '' : `/${S3_PREFIX}`} at ${at}`
}

/** True when there was no answer in time: the store may just be slow. */
export function isTimeout(error: unknown): boolean {
  const { status, code, message } = factsOf(error)
  return status === 0 && /timeout|abort/i.test(`${code} ${message}`)
}

/** What to correct when the bucket cannot be used at the start. */
export function toSettingsError(error: unknown): AppError {
  const { status, code, message } = factsOf(error)
  const { S3_BUCKET, S3_ENDPOINT, S3_REGION } = env()
  const at = S3_ENDPOINT ?? 'AWS'
  const sentence =
    code === 'NoSuchBucket' || status === 404
      ? `There is no bucket ${S3_BUCKET ?? ''} at ${at}. Create it, or correct S3_BUCKET.`
      : code === 'InvalidAccessKeyId'
        ? `The store at ${at} does not know the key of S3_ACCESS_KEY_ID. Correct it.`
        : code === 'SignatureDoesNotMatch'
          ? `The store at ${at} rejects the signature: S3_SECRET_ACCESS_KEY is not the secret of S3_ACCESS_KEY_ID. Correct it.`
          : code === 'AuthorizationHeaderMalformed' || status === 301 || code === 'PermanentRedirect'
            ? `The bucket ${S3_BUCKET ?? ''} is not in the region ${S3_REGION ?? 'us-east-1'}. Correct S3_REGION, or S3_ENDPOINT.`
            : status === 403 || status === 401
              ? `The keys in S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY may not use the bucket ${S3_BUCKET ?? ''} (${code}). ` +
                'They need to list the bucket, and to read, write and delete its objects.'
              : status === 400
                ? `The store at ${at} rejects the request (${code}: ${message}). Check S3_ENDPOINT, S3_REGION and S3_PATH_STYLE.`
                : `The store at ${at} ${describeReason(error)}. Start it, or correct S3_ENDPOINT.`
  return new AppError('unavailable', sentence, { cause: error })
}
