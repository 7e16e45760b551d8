/**
 * Writes files of datasets to the bucket. A running download works in parts/ on this machine, as with a folder; what other
 * machines need is uploaded as well. An upload is complete before anything names it.
 */
import 'server-only'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { isDatasetId } from '@/lib/dataset-id'
import { log } from '@/lib/log'
import * as local from '@/lib/storage/local/files'
import { adoptCopy } from '@/lib/storage/s3/cache'
import {
  fileKey,
  folderPrefix,
  kindPrefix,
  partKey,
  randomText,
  receiptKey,
  RECEIPT,
} from '@/lib/storage/s3/keys'
import {
  deleteFolder,
  fetchObject,
  hasObjects,
  headObject,
  listFolders,
  listObjects,
  writeSmall,
} from '@/lib/storage/s3/objects'
import { uploadFile } from '@/lib/storage/s3/upload'
import { AppError } from '@/lib/errors'
import type { MadeFile, PartRef, StoredObject } from '@/lib/storage/file'
import type { FolderKind } from '@/lib/storage/storage'

export async function keepFile(
  id: string,
  batch: string,
  { tempName, name, sha256 }: MadeFile & { sha256: string },
): Promise<StoredObject> {
  const file = local.partPath(id, tempName)
  const object = await uploadFile(file, fileKey(id, batch, name), sha256)
  await adoptCopy(file, sha256).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      log.warn({ err: error, datasetId: id }, 'a file could not be put into the cache')
  })
  return object
}

export async function keepPart(id: string, name: string, sha256: string): Promise<StoredObject> {
  return uploadFile(local.partPath(id, name), partKey(id, name), sha256)
}

/** A part that another machine has read, or that was lost here, is fetched. */
export async function ensurePart(id: string, { name, sha256, object }: PartRef): Promise<void> {
  if (object === null || (await local.hashPart(id, name)) === sha256) return
  const file = local.partPath(id, name)
  await mkdir(path.dirname(file), { recursive: true })
  const unfinished = `${file}.${randomText()}.tmp`
  try {
    if ((await fetchObject(object, unfinished)) === 'whole') await rename(unfinished, file)
    else await rm(file, { force: true })
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** The files are uploaded already; they get their name. */
export async function publishFiles(id: string, files: MadeFile[]): Promise<void> {
  for (const { object } of files) {
    if (!object) continue
    const found = await headObject(object.key)
    if (found?.byteSize !== object.byteSize)
      throw new AppError(
        'conflict',
        'A file written by this download is no longer in the bucket. Retry the download.',
      )
  }
  const receipt = files.find(({ name }) => name === RECEIPT)
  if (receipt !== undefined)
    await writeSmall(receiptKey('datasets', id), await readFile(local.partPath(id, receipt.tempName), 'utf8'))
}

export async function replaceFile(
  id: string,
  name: string,
  write: (tempPath: string) => Promise<boolean>,
): Promise<StoredObject | null> {
  return local.withScratchFile(name, async (temp) => {
    if (!(await write(temp))) return null
    if (name !== RECEIPT)
      return uploadFile(temp, fileKey(id, `0.${randomText()}`, name), await local.hashFile(temp))
    const text = await readFile(temp, 'utf8')
    await writeSmall(receiptKey('datasets', id), text)
    return null
  })
}

export async function removeParts(id: string): Promise<void> {
  await local.removeParts(id)
  // The sweep repeats it: parts that stay for a while keep nothing else from working.
  await deleteFolder(folderPrefix('parts', id)).catch((error: unknown) => {
    log.warn({ err: error, datasetId: id }, 'parts of a download could not be removed from the bucket')
  })
}

export async function hasFiles(id: string): Promise<boolean> {
  return isDatasetId(id) && (await headObject(receiptKey('datasets', id))) !== null
}

/** Asking the store for every page would make each of them wait. */
export async function hasFilesForSure(): Promise<boolean> {
  return Promise.resolve(false)
}

export async function hasParts(id: string): Promise<boolean> {
  return hasObjects(folderPrefix('parts', id))
}

export async function partsChangedAt(id: string): Promise<Date | null> {
  let latest = (await local.partsChangedAt(id))?.getTime() ?? 0
  for await (const { modifiedAt } of listObjects(folderPrefix('parts', id)))
    latest = Math.max(latest, modifiedAt.getTime())
  return latest === 0 ? null : new Date(latest)
}

/** Of datasets, those whose files have a name. */
export async function listStoredIds(kind: FolderKind): Promise<string[]> {
  if (kind === 'datasets') {
    const ids: string[] = []
    for await (const { key } of listObjects(kindPrefix(kind))) {
      const [id = '', ...rest] = key.slice(kindPrefix(kind).length).split('/')
      if (isDatasetId(id) && rest.join('/') === RECEIPT) ids.push(id)
    }
    return ids.sort()
  }
  const here = kind === 'parts' ? await local.listStoredIds(kind) : []
  const there = (await listFolders(kindPrefix(kind))).filter(isDatasetId)
  return [...new Set([...here, ...there])].sort()
}
