/**
 * Checks the bytes of a Parquet file. In addition to its values, it has statistics that let queries skip whole row
 * groups, so a byte that changes no value may still change a result. The same rows give the same bytes: they are
 * rewritten and compared.
 */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { parquetOptions } from '@/lib/datasets/assemble/write-files'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { quoteText } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'
import { storage } from '@/lib/storage'

/** How DuckDB signs a file. Anything else is damage, not another version. */
const SIGNATURE = /^DuckDB version v\d+\.\d+\.\d+\S* \(build [0-9a-f]+\)$/

/**
 * `same`: as written, or written by another version of DuckDB, whose bytes are not compared. `rewritable`: some bytes
 * are wrong, but not those of the ids. `doubtful`: they may be those of the ids, which are stored nowhere else.
 */
export type ByteVerdict = 'same' | 'rewritable' | 'doubtful'

/** Compares a Parquet file, all of whose values are known to be readable, with a fresh one of its rows. */
export async function compareBytes(connection: DuckDBConnection, file: string): Promise<ByteVerdict> {
  return storage.withScratchFile('verify.parquet', async (copy) => {
    await rewriteParquet(connection, file, copy)
    if ((await storage.hashFile(file)) === (await storage.hashFile(copy))) return 'same'
    const is = await readFooter(connection, copy)
    const was = await readFooter(connection, file).catch(() => null)
    if (was === null) return 'doubtful'
    if (was.writer !== is.writer && SIGNATURE.test(was.writer)) return 'same'
    return was.ids === is.ids ? 'rewritable' : 'doubtful'
  })
}

/** Rewrites a Parquet file from its own rows. */
export async function rewriteParquet(
  connection: DuckDBConnection,
  file: string,
  target: string,
): Promise<void> {
  const rowGroupSize = await readRowGroupSize(connection, file)
  await connection.run(
    `COPY (SELECT swapi_id, ${DATASET_COLUMNS.join(', ')} FROM read_parquet(${quoteText(file)}))
     TO ${quoteText(target)} (${parquetOptions(rowGroupSize)})`,
  )
}

/** The size it was written with: every group but the last is full, and a first one that is not is the only one. */
async function readRowGroupSize(connection: DuckDBConnection, file: string): Promise<number> {
  const [first] = await query(
    connection,
    `SELECT max(row_group_num_rows) AS rows FROM parquet_metadata(${quoteText(file)})`,
  )
  return Math.max(Number(first?.rows ?? 0), 1)
}

/** Which program wrote a file, and what its metadata says about its ids. */
async function readFooter(
  connection: DuckDBConnection,
  file: string,
): Promise<{ writer: string; ids: string }> {
  const [about] = await query(connection, `SELECT created_by FROM parquet_file_metadata(${quoteText(file)})`)
  const ids = await query(
    connection,
    `SELECT concat_ws('|', row_group_id, row_group_num_rows, num_values, stats_min, stats_max,
       stats_min_value, stats_max_value, stats_null_count) AS facts
     FROM parquet_metadata(${quoteText(file)}) WHERE path_in_schema = 'swapi_id' ORDER BY row_group_id`,
  )
  return { writer: String(about?.created_by), ids: ids.map(({ facts }) => String(facts)).join('\n') }
}
