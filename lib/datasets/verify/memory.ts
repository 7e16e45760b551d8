import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { quoteText, withConnection, withWorkMemory } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'

/** DuckDB reads this many rows at once, and comparing both files of a dataset takes several copies of them. */
const ROWS_AT_ONCE = 2_048
const COPIES = 6

/** Rows of up to this many bytes need no more than the usual memory. */
const FREE_ROW_BYTES = 1024
const LEAST_MEMORY_MB = 128

/**
 * Runs a task in the `work` lane, with as much memory as the longest row of a Parquet file takes.
 * @throws AppError `memory`
 */
export async function withMemoryFor<T>(
  file: string,
  task: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const outcome = await withConnection('work', async (connection) => {
    // A Parquet file that cannot be read is reported by the task.
    const longest = await readLongest(connection, file).catch(() => 0)
    return longest > FREE_ROW_BYTES
      ? { isLong: true as const, longest }
      : { isLong: false as const, answer: await task(connection) }
  })
  if (!outcome.isLong) return outcome.answer
  const bytes = outcome.longest * ROWS_AT_ONCE * COPIES
  return withWorkMemory(LEAST_MEMORY_MB + Math.ceil(bytes / 1_000_000), task)
}

/** The longest row of a Parquet file, in bytes of its ten values. */
async function readLongest(connection: DuckDBConnection, file: string): Promise<number> {
  const size = DATASET_COLUMNS.map((column) => `strlen(${column})`).join(' + ')
  const [row] = await query(
    connection,
    `SELECT max(${size}) AS longest FROM read_parquet(${quoteText(file)})`,
  )
  return Number(row?.longest ?? 0)
}
