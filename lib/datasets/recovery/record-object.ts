import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatObjects } from '@/lib/datasets/objects'
import { replaceReceipt } from '@/lib/datasets/receipt'
import { getDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import type { StoredObject } from '@/lib/storage/file'

/**
 * Records, in row and receipt, that a file of a dataset is another object now; nothing for a file in a folder, which
 * keeps its name. Readers of the old one are not disturbed: the sweep removes it a day later.
 */
export async function recordObject(
  { id, objects }: Dataset,
  format: 'csv' | 'parquet',
  object: StoredObject | null,
): Promise<void> {
  if (object === null || !objects) return
  await db().dataset.updateMany({
    where: { id, status: 'ready', ...VISIBLE },
    data: { objects: formatObjects({ ...objects, [format]: object }) },
  })
  const dataset = await getDataset(id)
  if (dataset !== null) await replaceReceipt(dataset, async () => (await getDataset(id)) !== null)
}
