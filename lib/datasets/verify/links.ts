/** What lies in the place of a dataset's files and is none: readers refuse it, so nothing else is looked at. */
import 'server-only'
import { parquetName, RECEIPT_NAME } from '@/lib/datasets/file-names'
import type { Dataset } from '@/lib/datasets/types'
import type { Problem } from '@/lib/datasets/verify/finding'
import { statDatasetFile } from '@/lib/storage/read'

export async function findLinks({ id, fileName }: Pick<Dataset, 'id' | 'fileName'>): Promise<Problem[]> {
  const names = { CSV: fileName, 'Parquet companion': parquetName(id), [RECEIPT_NAME]: RECEIPT_NAME }
  const problems: Problem[] = []
  for (const [noun, name] of Object.entries(names)) {
    if (await isOwn(id, name)) continue
    problems.push({
      code: 'I1',
      what: `its ${noun} is a symbolic link, lies behind one, or is no file at all`,
    })
  }
  return problems
}

/** Whether it is there is for others to say, and what else keeps it from being read. */
async function isOwn(id: string, name: string): Promise<boolean> {
  try {
    await statDatasetFile(id, name)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ELOOP'
  }
}
