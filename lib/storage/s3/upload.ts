/** Uploads files that are complete and on disk. */
import 'server-only'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { AppError } from '@/lib/errors'
import { ask, noteAnswer, noteOutage, openBucket, UPLOAD_MS } from '@/lib/storage/s3/client'
import { describeBucket, isAnswer, toOutage } from '@/lib/storage/s3/errors'
import { headObject } from '@/lib/storage/s3/objects'
import type { StoredObject } from '@/lib/storage/file'

/** Larger files are uploaded in pieces of this size, in bytes. */
const PIECE = 8 * 1024 * 1024
const PIECES_AT_ONCE = 3

/** An upload in pieces that makes no progress for this long is given up, in milliseconds. */
const STALL_MS = 15_000

const UPLOADS = 2

/**
 * Uploads a file to a new key and checks its length there. An upload whose answer was lost has succeeded if the object is
 * there: nothing else uses its key.
 * @throws AppError `unavailable`
 */
export async function uploadFile(file: string, key: string, sha256: string): Promise<StoredObject> {
  const { size: byteSize } = await stat(file)
  for (let upload = 1; ; upload += 1) {
    const failure = await (byteSize <= PIECE ? put(file, key) : putInPieces(file, key)).then(
      () => null,
      (error: unknown) => error,
    )
    const found = await headObject(key).catch((error: unknown) => {
      throw failure instanceof AppError ? failure : error
    })
    if (found?.byteSize === byteSize) return { key, byteSize, sha256 }
    const isRefused = failure !== null && !isAnswer(failure)
    if (isRefused || upload === UPLOADS) throw describeFailure(failure, found)
  }
}

function describeFailure(failure: unknown, found: { byteSize: number } | null): Error {
  if (failure !== null) return toOutage(failure)
  const what = found === null ? 'does not have' : 'has only a part of'
  return new AppError(
    'unavailable',
    `The ${describeBucket()} ${what} a file that it had accepted. Try again in a moment.`,
  )
}

async function put(file: string, key: string): Promise<void> {
  // A buffer, because a stream cannot be sent again.
  const Body = await readFile(file)
  await ask(
    ({ s3, client, Bucket }, options) =>
      client.send(new s3.PutObjectCommand({ Bucket, Key: key, Body, IfNoneMatch: '*' }), options),
    UPLOAD_MS,
  )
}

async function putInPieces(file: string, key: string): Promise<void> {
  const { Upload } = await import('@aws-sdk/lib-storage')
  const { client, Bucket } = await openBucket()
  const body = createReadStream(file, { highWaterMark: 1024 * 1024 })
  const upload = new Upload({
    client,
    params: { Bucket, Key: key, Body: body, IfNoneMatch: '*' },
    partSize: PIECE,
    queueSize: PIECES_AT_ONCE,
  })
  let stop: (error: Error) => void = () => undefined
  const stalled = new Promise<never>((_resolve, reject) => (stop = reject))
  let timer: NodeJS.Timeout | undefined
  const watch = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      void upload.abort().catch(() => undefined)
      stop(new Error('timeout: the upload made no progress'))
    }, STALL_MS)
  }
  upload.on('httpUploadProgress', watch)
  watch()
  try {
    const done = upload.done()
    done.catch(() => undefined)
    await Promise.race([done, stalled])
    noteAnswer()
  } catch (error) {
    if (isAnswer(error)) throw error
    throw noteOutage(error)
  } finally {
    clearTimeout(timer)
    body.destroy()
  }
}
