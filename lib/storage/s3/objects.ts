/** Single objects, and lists of them. */
import 'server-only'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pLimit from 'p-limit'
import { ask, noteAnswer, noteOutage } from '@/lib/storage/s3/client'
import { isNotFound } from '@/lib/storage/s3/errors'
import type { StoredObject } from '@/lib/storage/file'

/** Size in bytes and the store's own mark of a content; null when there is no such object. */
export async function headObject(key: string): Promise<{ byteSize: number; etag: string } | null> {
  try {
    const { ContentLength = 0, ETag = '' } = await ask(({ s3, client, Bucket }, options) =>
      client.send(new s3.HeadObjectCommand({ Bucket, Key: key }), options),
    )
    return { byteSize: ContentLength, etag: ETag }
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** The text of a small object; null when there is none. */
export async function readText(key: string): Promise<string | null> {
  try {
    // The body counts towards the limit of the request.
    return await ask(async ({ s3, client, Bucket }, options) => {
      const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key: key }), options)
      return (await Body?.transformToString('utf-8')) ?? ''
    })
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** Writes a small object, replacing the one that is there. */
export async function writeSmall(key: string, text: string): Promise<void> {
  await ask(({ s3, client, Bucket }, options) =>
    client.send(
      new s3.PutObjectCommand({ Bucket, Key: key, Body: text, ContentType: 'application/json' }),
      options,
    ),
  )
}

/** A body that stops arriving for this long is given up, in milliseconds. */
const STALL_MS = 8_000
const FETCHES = 3

/**
 * Fetches an object into a new file. `wrong`: it does not have the length and sha256 that the database names, though it
 * arrived whole.
 * @throws AppError `unavailable` when it could not be fetched
 */
export async function fetchObject(
  { key, byteSize, sha256 }: StoredObject,
  file: string,
): Promise<'whole' | 'wrong' | 'missing'> {
  for (let fetch = 1; ; fetch += 1) {
    try {
      const got = await fetchOnce(key, file)
      noteAnswer()
      return got.byteSize === byteSize && got.sha256 === sha256 ? 'whole' : 'wrong'
    } catch (error) {
      if (isNotFound(error)) return 'missing'
      if (isLocal(error)) throw error
      if (fetch === FETCHES || !(error instanceof CutOff)) throw noteOutage(error)
    }
  }
}

/** The answer began, but did not arrive in full. */
class CutOff extends Error {
  override name = 'TimeoutError'
}

async function fetchOnce(key: string, file: string): Promise<{ byteSize: number; sha256: string }> {
  const { Body, ContentLength } = await ask(({ s3, client, Bucket }) =>
    // Its own time limits apply until the answer begins; no others, for a file may take minutes.
    client.send(new s3.GetObjectCommand({ Bucket, Key: key })),
  )
  const body = Body as unknown as Readable
  const hash = createHash('sha256')
  let byteSize = 0
  let timer: NodeJS.Timeout | undefined
  const watch = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => body.destroy(new CutOff('timeout: the object stopped arriving')), STALL_MS)
  }
  watch()
  try {
    await pipeline(
      body,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          watch()
          hash.update(chunk)
          byteSize += chunk.byteLength
          yield chunk
        }
      },
      createWriteStream(file, { flags: 'w', flush: true }),
    )
  } catch (error) {
    if (isLocal(error)) throw error
    throw new CutOff('timeout: the object was cut off', { cause: error })
  } finally {
    clearTimeout(timer)
  }
  if (ContentLength !== undefined && byteSize !== ContentLength)
    throw new CutOff('timeout: the object was cut off')
  return { byteSize, sha256: hash.digest('hex') }
}

/** An error of this machine's disk, not of the store. */
function isLocal(error: unknown): boolean {
  const { syscall, code } = (error ?? {}) as { syscall?: string; code?: string }
  return (
    ['open', 'write', 'fsync', 'mkdir', 'close'].includes(syscall ?? '') ||
    ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].includes(code ?? '')
  )
}

export interface Listed {
  key: string
  byteSize: number
  modifiedAt: Date
}

/** Every object whose key starts with a prefix, in the order of keys, a page at a time. */
export async function* listObjects(prefix: string): AsyncGenerator<Listed> {
  let token: string | undefined
  do {
    const page = await ask(({ s3, client, Bucket }, options) =>
      client.send(
        new s3.ListObjectsV2Command({ Bucket, Prefix: prefix, ...(token && { ContinuationToken: token }) }),
        options,
      ),
    )
    for (const { Key, Size, LastModified } of page.Contents ?? [])
      yield { key: Key ?? '', byteSize: Size ?? 0, modifiedAt: LastModified ?? new Date() }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

/** The names of folders directly below a prefix. */
export async function listFolders(prefix: string): Promise<string[]> {
  const names: string[] = []
  let token: string | undefined
  do {
    const page = await ask(({ s3, client, Bucket }, options) =>
      client.send(
        new s3.ListObjectsV2Command({
          Bucket,
          Prefix: prefix,
          Delimiter: '/',
          ...(token && { ContinuationToken: token }),
        }),
        options,
      ),
    )
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) names.push(Prefix.slice(prefix.length, -1))
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
  return names
}

/** True when there is any object under a prefix. */
export async function hasObjects(prefix: string): Promise<boolean> {
  const { Contents = [] } = await ask(({ s3, client, Bucket }, options) =>
    client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: 1 }), options),
  )
  return Contents.length > 0
}

/** One by one, because many stores do not know the request for several, or not without MD5. */
export async function deleteObjects(keys: string[]): Promise<void> {
  const limit = pLimit(6)
  await Promise.all(keys.map((key) => limit(() => deleteObject(key))))
}

async function deleteObject(key: string): Promise<void> {
  try {
    await ask(({ s3, client, Bucket }, options) =>
      client.send(new s3.DeleteObjectCommand({ Bucket, Key: key }), options),
    )
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

export async function deleteFolder(prefix: string): Promise<void> {
  const keys: string[] = []
  for await (const { key } of listObjects(prefix)) keys.push(key)
  await deleteObjects(keys)
}
