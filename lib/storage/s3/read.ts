/** Reads files of datasets in the bucket. */
import 'server-only'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import { env } from '@/lib/env'
import { withScratchFile } from '@/lib/storage/local/files'
import { withCode } from '@/lib/storage/s3/cache'
import { openBucket } from '@/lib/storage/s3/client'
import { holdCopy } from '@/lib/storage/s3/holds'
import { keyOf } from '@/lib/storage/s3/keys'
import { fetchObject, headObject, readText } from '@/lib/storage/s3/objects'
import type { FileFacts, FileRef, HeldFile, OpenFile, StoredObject } from '@/lib/storage/file'

export function datasetPath(id: string, fileName: string): string {
  throw new Error(`A file in a bucket has a path only while it is held: ${fileName} of ${id}`)
}

export function locate(file: FileRef): string {
  return `s3://${env().S3_BUCKET ?? ''}/${keyOf(file) ?? file.fileName}`
}

/** @throws Error with code ENOTMOVED when the database names no object: it was published to a folder */
function requireObject({ object, fileName }: FileRef): StoredObject {
  if (object === null) throw withCode('ENOTMOVED', `${fileName} is not in the bucket`)
  return object
}

export async function statDatasetFile(file: FileRef): Promise<FileFacts> {
  const key = keyOf(file) ?? requireObject(file).key
  const found = await headObject(key)
  if (found === null) throw withCode('ENOENT', `there is no object ${key}`)
  return { byteSize: found.byteSize, fingerprint: `${key} ${found.etag}` }
}

export async function holdDatasetFile(file: FileRef, hashUpTo: number): Promise<HeldFile> {
  return holdCopy(requireObject(file), path.extname(file.fileName), hashUpTo)
}

/** Once it is open, the file needs no name any more. */
export async function openDatasetFile(file: FileRef, hashUpTo: number): Promise<OpenFile> {
  const held = await holdDatasetFile(file, hashUpTo)
  try {
    const { byteSize, fingerprint, sha256, discard } = held
    return { handle: await open(held.path, 'r'), byteSize, fingerprint, sha256, discard }
  } finally {
    await held.release()
  }
}

/** Always from the bucket: a copy that is right would hide that the object is not. */
export async function withKeptFile<T>(file: FileRef, work: (path: string) => Promise<T>): Promise<T> {
  return withScratchFile(file.fileName, async (scratch) => {
    // What is wrong with it is for the caller to find out.
    if (file.object !== null && (await fetchObject(file.object, scratch)) === 'missing')
      await rm(scratch, { force: true })
    return work(scratch)
  })
}

export async function readDatasetText(id: string, fileName: string): Promise<string | null> {
  const key = keyOf({ id, fileName, object: null })
  return key === null ? null : readText(key)
}

/** How long a signed URL lets a client start a download, in seconds. */
const SIGNED_FOR_S = 300

export async function signUrl(
  file: FileRef,
  { contentType, contentDisposition }: { contentType: string; contentDisposition: string },
): Promise<string | null> {
  if (!env().S3_PRESIGN || file.object === null) return null
  const { s3, client, Bucket } = await openBucket()
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner')
  const command = new s3.GetObjectCommand({
    Bucket,
    Key: file.object.key,
    ResponseContentType: contentType,
    ResponseContentDisposition: contentDisposition,
  })
  return getSignedUrl(client, command, { expiresIn: SIGNED_FOR_S })
}
