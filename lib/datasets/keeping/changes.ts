/**
 * Changes to a dataset that is there: what people say about it, and whether it stays. Each is one transaction with a
 * conditional write first, so that of a deletion, an undo, a note and the sweep at the same moment none loses another.
 */
import 'server-only'
import { type Deleter, restorableSince } from '@/lib/datasets/model/keeping/deletion'
import { foldText } from '@/lib/datasets/model/label'
import { RUNNING } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { transact, type Transaction } from '@/lib/db/client'

/** What people say about a dataset; what is left out stays as it is. */
export interface Annotations {
  label?: string | null
  note?: string | null
  pinned?: boolean
}

/**
 * Annotates a ready dataset; false when there is none. `writeReceipt` does the same in its files while its row is
 * locked: of several at once, the last one to change the row also has the last word in the file.
 */
export async function markAnnotated(
  id: string,
  { label, note, pinned }: Annotations,
  writeReceipt: () => Promise<unknown>,
): Promise<boolean> {
  return transact(async (transaction) => {
    const { count } = await transaction.dataset.updateMany({
      where: { id, status: 'ready', ...VISIBLE },
      data: {
        ...(label !== undefined && { label, labelKey: label === null ? null : foldText(label) }),
        ...(note !== undefined && { note }),
        ...(pinned !== undefined && { pinnedAt: pinned ? new Date() : null }),
      },
    })
    if (count > 0) await writeReceipt()
    return count > 0
  })
}

/** A deletion: when, by whom, and whether it is still wanted once the transaction has begun. */
export interface DeletionRequest {
  at: Date
  by: Deleter
  isWanted?: (transaction: Transaction) => Promise<boolean>
}

/**
 * Deletes a dataset that is not running, so that it can be restored; false when there is none. Rules delete neither
 * pinned nor named ones, nor anything but ready ones.
 */
export async function markDeleted(
  id: string,
  { at, by, isWanted }: DeletionRequest,
  writeReceipt: () => Promise<unknown>,
): Promise<boolean> {
  const deletable = by === 'rules' ? { status: 'ready', pinnedAt: null, label: null } : {}
  return transact(async (transaction) => {
    const { count } = await transaction.dataset.updateMany({
      where: { id, status: { notIn: RUNNING }, AND: deletable, ...VISIBLE },
      data: { deletedAt: at, deletedBy: by },
    })
    if (count === 0) return false
    if (isWanted && !(await isWanted(transaction))) throw new NotWanted()
    await writeReceipt()
    return true
  }).catch((error: unknown) => {
    if (error instanceof NotWanted) return false
    throw error
  })
}

/** Rolls back a deletion that was no longer wanted. */
class NotWanted extends Error {}

/**
 * Restores a deleted dataset; false when there is none that still can be. What rules deleted is pinned as well, or they
 * would delete it again. `putBack` does the same with its files, in the same transaction.
 */
export async function markRestored(
  id: string,
  now: Date,
  putBack: (restored: { pinned: boolean }) => Promise<unknown>,
): Promise<boolean> {
  const deleted = { id, deletedAt: { gt: restorableSince(now) } }
  const back = { deletedAt: null, deletedBy: null }
  return transact(async (transaction) => {
    const byRules = await transaction.dataset.updateMany({
      where: { ...deleted, deletedBy: 'rules' },
      data: { ...back, pinnedAt: now },
    })
    const others = await transaction.dataset.updateMany({ where: deleted, data: back })
    if (byRules.count + others.count === 0) return false
    await putBack({ pinned: byRules.count > 0 })
    return true
  })
}

/**
 * Removes a dataset that was deleted until then, with everything about it in the database; false when there is none:
 * it was restored, or another process was faster. `moveFiles` moves its files away in the same transaction: both are
 * done, or neither.
 */
export async function removeDeleted(
  id: string,
  until: Date,
  moveFiles: (wasReady: boolean) => Promise<unknown>,
): Promise<boolean> {
  const deleted = { id, deletedAt: { lte: until } }
  return transact(async (transaction) => {
    const ready = await transaction.dataset.deleteMany({ where: { ...deleted, status: 'ready' } })
    const others = await transaction.dataset.deleteMany({ where: { ...deleted, status: { notIn: RUNNING } } })
    if (ready.count + others.count === 0) return false
    await moveFiles(ready.count > 0)
    return true
  })
}
