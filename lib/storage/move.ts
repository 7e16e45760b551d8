/** From a folder to a bucket. */
import 'server-only'
import { getFileSize } from '@/lib/storage/local/inspect'
import { datasetPath, hashFile } from '@/lib/storage/local/files'
import { fileKey } from '@/lib/storage/s3/keys'
import { uploadFile } from '@/lib/storage/s3/upload'
import type { StoredObject } from '@/lib/storage/file'

/** Size in bytes and sha256 of a file in STORAGE_DIR; null when it is missing. */
export async function inspectFile(
  id: string,
  name: string,
): Promise<{ byteSize: number; sha256: string } | null> {
  const file = datasetPath(id, name)
  const byteSize = await getFileSize(file)
  return byteSize === null ? null : { byteSize, sha256: await hashFile(file) }
}

/** Copies a file in STORAGE_DIR to the bucket, and leaves it where it is. */
export function copyToBucket(id: string, batch: string, name: string, sha256: string): Promise<StoredObject> {
  return uploadFile(datasetPath(id, name), fileKey(id, batch, name), sha256)
}
