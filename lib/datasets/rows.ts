import 'server-only'
import { companionTable } from '@/lib/datasets/companion'
import { DATASET_COLUMNS, type Dataset, type DatasetRow, type RowsPage } from '@/lib/datasets/types'
import { readRowObjects } from '@/lib/duckdb'
import type { Slice } from '@/lib/search-params'

/**
 * A slice of a ready dataset in its own order. By row number, so that the last row costs what the first one does.
 * @throws AppError `not_ready`
 */
export async function readRows(dataset: Dataset, { limit, offset }: Slice): Promise<RowsPage> {
  const rows = await readRowObjects(
    'slice',
    `SELECT ${DATASET_COLUMNS.join(', ')} FROM ${companionTable(dataset)}
     WHERE file_row_number >= $1 AND file_row_number < $2 ORDER BY file_row_number`,
    [BigInt(offset), BigInt(offset + limit)],
  )
  return {
    rows: rows as DatasetRow[],
    total: dataset.rowCount,
    hasMore: offset + rows.length < dataset.rowCount && rows.length > 0,
  }
}
