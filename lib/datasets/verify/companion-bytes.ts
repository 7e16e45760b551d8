/**
 * The bytes of a companion. Besides its values it has numbers about them that let queries skip whole groups of rows,
 * so a byte that changes no value may still change an answer. The same rows give the same bytes: they are written again
 * and compared.
 */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { parquetOptions } from '@/lib/datasets/companion'
import { DATASET_COLUMNS } from '@/lib/datasets/types'
import { query } from '@/lib/datasets/verify/companion-file'
import { quoteText } from '@/lib/duckdb'
import { env } from '@/lib/env'
import { hashFile } from '@/lib/storage'

/** How DuckDB signs a file. Anything else is no other version, but damage. */
const SIGNATURE = /^DuckDB version v\d+\.\d+\.\d+\S* \(build [0-9a-f]+\)$/

/**
 * `same`: as written, or by another version of DuckDB, whose bytes are another's business. `rewritable`: some bytes
 * are not right, but not those of the ids. `doubtful`: they may be those of the ids, which stand nowhere else.
 */
export type ByteVerdict = 'same' | 'rewritable' | 'doubtful'

/** Compares a companion, all of whose values are known to be readable, with what its rows give now. */
export async function compareBytes(connection: DuckDBConnection, file: string): Promise<ByteVerdict> {
  // Where queries spill: what a kill leaves there is removed in time.
  const copy = path.join(env().STORAGE_DIR, 'tmp', `verify-${randomUUID()}.parquet`)
  try {
    await rewriteCompanion(connection, file, copy)
    if ((await hashFile(file)) === (await hashFile(copy))) return 'same'
    const is = await readFooter(connection, copy)
    const was = await readFooter(connection, file).catch(() => null)
    if (was === null) return 'doubtful'
    if (was.writer !== is.writer && SIGNATURE.test(was.writer)) return 'same'
    return was.ids === is.ids ? 'rewritable' : 'doubtful'
  } finally {
    await rm(copy, { force: true })
  }
}

/** Writes a companion anew from its own rows. */
export async function rewriteCompanion(
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

/** What it was written with: every group is full but the last, and a first one that is not full is the only one. */
async function readRowGroupSize(connection: DuckDBConnection, file: string): Promise<number> {
  const [first] = await query(
    connection,
    `SELECT max(row_group_num_rows) AS rows FROM parquet_metadata(${quoteText(file)})`,
  )
  return Math.max(Number(first?.rows ?? 0), 1)
}

/** Who wrote a file, and what it says about its ids. */
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
