import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { parquetName } from '@/lib/datasets/file-names'
import { DATASET_COLUMNS, type Dataset } from '@/lib/datasets/types'
import { query } from '@/lib/datasets/verify/companion-file'
import { quoteText, withConnection, withWorkMemory } from '@/lib/duckdb'
import { datasetPath } from '@/lib/storage'

/** DuckDB reads so many rows at once, and both files of a dataset are compared in some copies of them. */
const ROWS_AT_ONCE = 2_048
const COPIES = 6

/** Rows of up to so many bytes need no more than the usual memory. */
const FREE_ROW_BYTES = 1024
const LEAST_MEMORY_MB = 128

/**
 * Runs a task in the `work` lane, in as much memory as the longest row of a dataset takes.
 * @throws AppError `memory`
 */
export async function withMemoryFor<T>(
  { id }: Dataset,
  task: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const file = datasetPath(id, parquetName(id))
  const outcome = await withConnection('work', async (connection) => {
    // A companion that cannot be read is found out by the task.
    const longest = await readLongest(connection, file).catch(() => 0)
    return longest > FREE_ROW_BYTES
      ? { isLong: true as const, longest }
      : { isLong: false as const, answer: await task(connection) }
  })
  if (!outcome.isLong) return outcome.answer
  const bytes = outcome.longest * ROWS_AT_ONCE * COPIES
  return withWorkMemory(LEAST_MEMORY_MB + Math.ceil(bytes / 1_000_000), task)
}

/** The longest row of a companion, in bytes of its ten values. */
async function readLongest(connection: DuckDBConnection, file: string): Promise<number> {
  const size = DATASET_COLUMNS.map((column) => `strlen(${column})`).join(' + ')
  const [row] = await query(
    connection,
    `SELECT max(${size}) AS longest FROM read_parquet(${quoteText(file)})`,
  )
  return Number(row?.longest ?? 0)
}
