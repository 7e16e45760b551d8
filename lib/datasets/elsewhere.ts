/**
 * Datasets whose files are in a storage that this process does not see, because several servers have one database but
 * different storages. They are neither damaged nor missing: nobody here may remove, repair or adopt them.
 */
import 'server-only'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import { listOtherMarks } from '@/lib/replicas/own'
import { storage } from '@/lib/storage'

export function elsewhereError(): AppError {
  return new AppError(
    'elsewhere',
    'This dataset is kept in a storage that this server does not see. Open it on a server that sees it, or let all ' +
      'servers use one storage. Nothing is lost.',
  )
}

/** Whether the files of a dataset are in another storage: none are here, and it was published in another one. */
export async function isElsewhere(id: string): Promise<boolean> {
  const mark = await readMarkOf(id)
  return (await isOtherMark(mark)) && !(await storage.hasFiles(id))
}

/** The mark of the storage that a dataset was published in; null when it is not known. */
export async function readMarkOf(id: string): Promise<string | null> {
  const row = await db().dataset.findUnique({ where: { id }, select: { storageMark: true } })
  return row?.storageMark ?? null
}

/** True for the mark of another storage than the one seen here. */
export async function isOtherMark(mark: string | null): Promise<boolean> {
  return mark !== null && mark !== (await storage.readStorageMark({ create: false }))
}

/**
 * Records for ready datasets whose files are here that they are in this storage, unless another running server has
 * them as well. Takes a look at every dataset that does not say so yet.
 */
export async function claimDatasets(signal?: AbortSignal): Promise<void> {
  const own = await storage.readStorageMark({ create: false })
  if (own === null) return
  const marks = await listOtherMarks()
  const rows = await db().dataset.findMany({
    where: { status: 'ready', ...VISIBLE, OR: [{ storageMark: null }, { storageMark: { not: own } }] },
    select: { id: true, storageMark: true },
  })
  for (const { id, storageMark } of rows) {
    if (signal?.aborted) return
    if (storageMark !== null && marks.includes(storageMark)) continue
    if (!(await storage.hasFiles(id))) continue
    await db().dataset.updateMany({ where: { id, storageMark }, data: { storageMark: own } })
  }
}
