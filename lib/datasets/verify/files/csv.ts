/** Checks the CSV as a file: that it exists and has the recorded size and sha256. */
import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { describePublished } from '@/lib/datasets/published'
import type { Problem } from '@/lib/datasets/verify/finding'
import { formatQuantity, shortHash } from '@/lib/format'
import { storage } from '@/lib/storage'
import type { FileRef } from '@/lib/storage/file'

/** @param hashUpTo size in bytes above which the sha256 is not checked, because that takes a while */
export async function findCsvProblem(dataset: Dataset, hashUpTo: number): Promise<Problem | null> {
  const { byteSize, sha256 } = dataset
  const published = describePublished(dataset, 'csv')
  try {
    const size = await getSize(published)
    if (size === null) return { code: 'file-missing', what: 'its CSV is missing' }
    if (byteSize === null || sha256 === null)
      return { code: 'file-changed', what: 'the database has no size and sha256 for its CSV' }
    if (size !== byteSize) {
      return {
        code: 'file-changed',
        what: `its CSV has ${formatQuantity(size, 'byte')} instead of ${formatQuantity(byteSize, 'byte')}`,
      }
    }
    if (size > hashUpTo) return null
    const actual = await storage.withKeptFile(published, storage.hashFile)
    if (actual === sha256) return null
    return {
      code: 'file-changed',
      what: `its CSV was changed: its sha256 is ${shortHash(actual)} instead of ${shortHash(sha256)}`,
    }
  } catch (error) {
    // A failing disk, or revoked permissions: nothing else may be wrong with the dataset.
    return { code: 'file-changed', what: `its CSV cannot be read (${firstLine(error)})` }
  }
}

/** In bytes; null when there is no such file. */
export async function getSize(file: FileRef): Promise<number | null> {
  try {
    return (await storage.statDatasetFile(file)).byteSize
  } catch (error) {
    if (storage.isMissing(error)) return null
    throw error
  }
}

export function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line
}
