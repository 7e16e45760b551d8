/** Finds links and other non-files in place of a dataset's files: readers refuse them, so nothing else is checked. */
import 'server-only'
import { parquetName, RECEIPT_NAME } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Problem } from '@/lib/datasets/verify/finding'
import { storage } from '@/lib/storage'

export async function findLinks({ id, fileName }: Pick<Dataset, 'id' | 'fileName'>): Promise<Problem[]> {
  // A bucket has none.
  if (storage.isRemote) return []
  const names = { CSV: fileName, 'Parquet file': parquetName(id), [RECEIPT_NAME]: RECEIPT_NAME }
  const problems: Problem[] = []
  for (const [noun, name] of Object.entries(names)) {
    if (await isOwn(id, name)) continue
    problems.push({
      code: 'file-missing',
      what: `its ${noun} is a symbolic link, is behind one, or is not a file`,
    })
  }
  return problems
}

/** Whether the file exists, or is unreadable for another reason, is left to other checks. */
async function isOwn(id: string, name: string): Promise<boolean> {
  try {
    await storage.statDatasetFile({ id, fileName: name, object: null })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ELOOP'
  }
}
