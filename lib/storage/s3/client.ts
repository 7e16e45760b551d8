/** The connection to the bucket. The client is loaded only when S3_BUCKET is set. */
import 'server-only'
import type * as S3 from '@aws-sdk/client-s3'
import { env, hideVersionWarning } from '@/lib/env'
import { isAnswer, toOutage } from '@/lib/storage/s3/errors'

export interface Bucket {
  s3: typeof S3
  client: S3.S3Client
  Bucket: string
}

/** Without them, a store that takes connections and says nothing would hold everything up. In milliseconds. */
const CONNECT_MS = 2_000
const SILENCE_MS = 4_000
const ATTEMPTS = 3

/** Longest time for one request with all its attempts, which may be made while a row is locked. */
const REQUEST_MS = 6_000
/** The same for a request that carries a file. */
export const UPLOAD_MS = 15_000
/** Either is shorter while the store is known to be gone. */
const REQUEST_WHILE_GONE_MS = 2_000
/** How long a store counts as gone after it did not answer. */
const GONE_MS = 10_000

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & {
  holocronBucket?: Promise<Bucket> | undefined
  holocronBucketGoneAt?: number
}

export function openBucket(): Promise<Bucket> {
  return (globals.holocronBucket ??= load().catch((error: unknown) => {
    globals.holocronBucket = undefined
    throw error
  }))
}

async function load(): Promise<Bucket> {
  hideVersionWarning()
  const s3 = await import('@aws-sdk/client-s3')
  const { S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_PATH_STYLE, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env()
  const client = new s3.S3Client({
    region: S3_REGION ?? 'us-east-1',
    ...(S3_ENDPOINT !== undefined && { endpoint: S3_ENDPOINT }),
    forcePathStyle: S3_PATH_STYLE,
    credentials: { accessKeyId: S3_ACCESS_KEY_ID ?? '', secretAccessKey: S3_SECRET_ACCESS_KEY ?? '' },
    // Many stores other than AWS do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  })
  return { s3, client, Bucket: S3_BUCKET ?? '' }
}

/** For tests, which change the settings. */
export async function closeBucket(): Promise<void> {
  const bucket = globals.holocronBucket
  globals.holocronBucket = undefined
  delete globals.holocronBucketGoneAt
  ;(await bucket?.catch(() => undefined))?.client.destroy()
}

/**
 * Sends a request through `send`, which has to pass the signal on.
 * @throws AppError `unavailable` when the store does not answer, or refuses; its answers to what it does not have, and to
 * conditions, as they come
 */
export async function ask<T>(
  send: (bucket: Bucket, options: { abortSignal: AbortSignal }) => Promise<T>,
  within = REQUEST_MS,
): Promise<T> {
  const bucket = await openBucket()
  const limit = isGone() ? Math.min(within, REQUEST_WHILE_GONE_MS) : within
  try {
    const answer = await send(bucket, { abortSignal: AbortSignal.timeout(limit) })
    noteAnswer()
    return answer
  } catch (error) {
    if (isAnswer(error)) {
      noteAnswer()
      throw error
    }
    throw noteOutage(error)
  }
}

/** True for a moment after the store did not answer. */
function isGone(): boolean {
  return Date.now() - (globals.holocronBucketGoneAt ?? 0) < GONE_MS
}

export function noteAnswer(): void {
  delete globals.holocronBucketGoneAt
}

/** The failure for the person, after which requests are given up sooner for a while. */
export function noteOutage(error: unknown): Error {
  globals.holocronBucketGoneAt = Date.now()
  return toOutage(error)
}
