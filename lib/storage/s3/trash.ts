/**
 * Deletes files of datasets in the bucket. The trash holds only their names: moving a `dataset.json` there takes the
 * dataset out, and only objects that are named in the trash are removed.
 */
import 'server-only'
import { z } from 'zod'
import { log } from '@/lib/log'
import * as local from '@/lib/storage/local/files'
import { hasFiles, hasParts, removeParts } from '@/lib/storage/s3/files'
import { folderPrefix, receiptKey } from '@/lib/storage/s3/keys'
import { deleteObjects, readText, writeSmall } from '@/lib/storage/s3/objects'

export async function moveToTrash(id: string): Promise<boolean> {
  const text = await readText(receiptKey('datasets', id))
  if (text === null) return false
  await emptyTrash(id)
  return move('datasets', 'trash', id, text)
}

export async function restoreFromTrash(id: string): Promise<boolean> {
  if (await hasFiles(id)) return false
  const text = await readText(receiptKey('trash', id))
  return text !== null && move('trash', 'datasets', id, text)
}

/** A copy first: a crash in between leaves two names, never none. */
async function move(
  from: 'datasets' | 'trash',
  to: 'datasets' | 'trash',
  id: string,
  text: string,
): Promise<boolean> {
  await writeSmall(receiptKey(to, id), text)
  await deleteObjects([receiptKey(from, id)])
  return true
}

/** What the `dataset.json` in place names stays, whatever the trash says; so does everything while one cannot be read. */
export async function emptyTrash(id: string): Promise<void> {
  const text = await readText(receiptKey('trash', id))
  if (text === null) return
  const present = await readText(receiptKey('datasets', id))
  const [deleted, kept] = [readNames(text), present === null ? [] : readNames(present)]
  if (deleted === null || kept === null) return
  const own = folderPrefix('datasets', id)
  await deleteObjects(deleted.filter((key) => key.startsWith(own) && !kept.includes(key)))
  await deleteObjects([receiptKey('trash', id)])
}

/**
 * A store that does not answer must not keep a download from ending: what was put in place is withdrawn when it is
 * retried, or by the sweep.
 */
export async function withdrawUnpublished(id: string): Promise<void> {
  try {
    if (await hasParts(id)) await moveToTrash(id)
  } catch (error) {
    log.warn({ err: error, datasetId: id }, 'what a download had put in place is withdrawn later')
  }
}

export async function discardRemains(id: string): Promise<void> {
  await emptyTrash(id).catch((error: unknown) => {
    log.warn({ err: error, datasetId: id }, 'the trash of a dataset is emptied later')
  })
  await removeParts(id)
  await local.removeParts(id)
}

const namesSchema = z.object({ objects: z.record(z.string(), z.object({ key: z.string() })).nullish() })

/** The keys of the objects that a `dataset.json` names; null when it cannot be read. */
export function readNames(text: string): string[] | null {
  try {
    return Object.values(namesSchema.parse(JSON.parse(text)).objects ?? {}).map(({ key }) => key)
  } catch {
    return null
  }
}
