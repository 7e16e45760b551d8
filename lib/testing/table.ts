/** A dataset as a table, for tests that hold no file: in a folder, it stays where it is. */
import { parquetName } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { parquetTable } from '@/lib/datasets/query/table'
import { storage } from '@/lib/storage'

export function tableOf({ id }: Pick<Dataset, 'id'>): string {
  return parquetTable(storage.datasetPath(id, parquetName(id)))
}
