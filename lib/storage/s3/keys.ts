/**
 * What objects are called, below S3_PREFIX:
 *   datasets/<id>/<batch>/<file>   the CSV and the Parquet file of a dataset, never written twice
 *   datasets/<id>/dataset.json     names them, once they are published; replaced when it changes
 *   parts/<id>/<part>.<random>     parts of a running download, or for an hour of a failed one
 *   storage-id/<time>-<random>    names the storage
 *   trash/<id>/dataset.json        names the files of a deleted dataset, about to be removed
 */
import 'server-only'
import { randomBytes } from 'node:crypto'
import { isDatasetId } from '@/lib/dataset-id'
import { env } from '@/lib/env'
import type { FileRef } from '@/lib/storage/file'
import type { FolderKind } from '@/lib/storage/storage'

/** The only file of a dataset whose key is always the same. */
export const RECEIPT = 'dataset.json'

/** The start of all keys: empty, or a folder with its slash. */
export function rootPrefix(): string {
  const prefix = env().S3_PREFIX ?? ''
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
}

export function kindPrefix(kind: FolderKind): string {
  return `${rootPrefix()}${kind}/`
}

export function folderPrefix(kind: FolderKind, id: string): string {
  if (!isDatasetId(id)) throw new Error(`Not a dataset id: ${JSON.stringify(id)}`)
  return `${kindPrefix(kind)}${id}/`
}

export function receiptKey(kind: 'datasets' | 'trash', id: string): string {
  return `${folderPrefix(kind, id)}${RECEIPT}`
}

export function fileKey(id: string, batch: string, name: string): string {
  return `${folderPrefix('datasets', id)}${batch}/${name}`
}

export function partKey(id: string, name: string): string {
  return `${folderPrefix('parts', id)}${name}.${randomText()}`
}

/** The key of a published file; null when the database names none: it was published to a folder. */
export function keyOf({ id, fileName, object }: FileRef): string | null {
  if (object !== null) return object.key
  return fileName === RECEIPT ? receiptKey('datasets', id) : null
}

/** The dataset that an object belongs to; null for an object that is not one of Holocron's. */
export function idOfKey(kind: FolderKind, key: string): string | null {
  const [id = '', ...rest] = key.slice(kindPrefix(kind).length).split('/')
  return isDatasetId(id) && rest.length > 0 ? id : null
}

export function randomText(): string {
  return randomBytes(4).toString('hex')
}
