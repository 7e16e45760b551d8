/** The CSV as a file: there, of the recorded size, with the recorded sha256. */
import 'server-only'
import { stat } from 'node:fs/promises'
import type { Dataset } from '@/lib/datasets/types'
import type { Problem } from '@/lib/datasets/verify/finding'
import { formatQuantity, shortHash } from '@/lib/format'
import { datasetPath, hashFile } from '@/lib/storage'

/** @param hashUpTo size in bytes above which the sha256 is not looked at, because that takes a while */
export async function findCsvProblem(dataset: Dataset, hashUpTo: number): Promise<Problem | null> {
  const { id, fileName, byteSize, sha256 } = dataset
  const file = datasetPath(id, fileName)
  try {
    const size = await getFileSize(file)
    if (size === null) return { code: 'I1', what: 'its CSV is missing' }
    if (byteSize === null || sha256 === null)
      return { code: 'I2', what: 'the database does not know the size and sha256 of its CSV' }
    if (size !== byteSize) {
      return {
        code: 'I2',
        what: `its CSV has ${formatQuantity(size, 'byte')} instead of ${formatQuantity(byteSize, 'byte')}`,
      }
    }
    if (size > hashUpTo) return null
    const actual = await hashFile(file)
    if (actual === sha256) return null
    return {
      code: 'I2',
      what: `its CSV was changed: its sha256 is ${shortHash(actual)} instead of ${shortHash(sha256)}`,
    }
  } catch (error) {
    // A disk that fails, or rights that were taken away: nothing else may be wrong with the dataset.
    return { code: 'I2', what: `its CSV cannot be read (${firstLine(error)})` }
  }
}

/** Size in bytes, or null when there is no such file. */
export async function getFileSize(file: string): Promise<number | null> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return stats?.isFile() ? stats.size : null
}

export function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line
}
