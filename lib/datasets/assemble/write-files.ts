/**
 * Turns parts into the two files of a dataset. DuckDB merges the parts, resolves the references and sorts the rows into
 * the Parquet file; fast-csv writes the CSV from it. One writer makes every CSV, so equal rows give equal bytes.
 */
import 'server-only'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { writeCsv, type WrittenCsv } from '@/lib/csv'
import { joinedParts, joinedValueSql, type PartTables } from '@/lib/datasets/assemble/joined-parts'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { ContentHash } from '@/lib/datasets/unchanged/content-hash'
import { quoteText } from '@/lib/duckdb/lanes'
import { streamRows } from '@/lib/duckdb/read'
import { streamTextRows } from '@/lib/duckdb/streams/text-rows'

/** Enough for all names. */
const DICTIONARY_VALUES = 60_000

/**
 * Small groups, and a dictionary large enough for all names, so that filters and counts read as little as possible. Room
 * for one is made for each column, which takes longer than all the rest of a small file: hence the number of `rows`. It
 * changes no byte.
 */
export function parquetOptions(rowGroupSize: number, rows = DICTIONARY_VALUES): string {
  const values = Math.min(Math.max(rows, 1), DICTIONARY_VALUES)
  return `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rowGroupSize}, DICTIONARY_SIZE_LIMIT ${values}`
}

/** Writes the Parquet file: `swapi_id` and the columns as text, ordered by `swapi_id`. */
export async function writeParquet(
  connection: DuckDBConnection,
  tables: PartTables,
  options: string,
  file: string,
): Promise<void> {
  const columns = DATASET_COLUMNS.map((column) => `${joinedValueSql(column)} AS ${column}`)
  await connection.run(
    `COPY (
      SELECT own.swapi_id, ${columns.join(', ')} FROM ${joinedParts(tables)} ORDER BY own.swapi_id
    ) TO ${quoteText(file)} (${options})`,
  )
}

/**
 * Writes the CSV from the Parquet file as below, and hashes its content along the way: rows are read only once.
 * @param longest bytes of the longest row
 */
export async function writeCsvAndHash(
  connection: DuckDBConnection,
  parquetFile: string,
  csvFile: string,
  longest: number,
): Promise<WrittenCsv & { contentHash: string }> {
  const content = new ContentHash()
  const columns = ['swapi_id::VARCHAR', ...DATASET_COLUMNS]
  async function* read(): AsyncGenerator<DuckDBValue[][]> {
    for await (const rows of streamTextRows(connection, columns, toTable(parquetFile), longest)) {
      content.update(rows)
      yield rows.map((row) => row.slice(1))
    }
  }
  const written = await writeCsv(csvFile, DATASET_COLUMNS, read())
  return { ...written, contentHash: content.digest() }
}

/** Writes the CSV from the Parquet file, whose order DuckDB preserves. */
export async function writeCsvFromParquet(
  connection: DuckDBConnection,
  parquetFile: string,
  csvFile: string,
): Promise<WrittenCsv> {
  const sql = `SELECT ${DATASET_COLUMNS.join(', ')} FROM ${toTable(parquetFile)}`
  return writeCsv(csvFile, DATASET_COLUMNS, streamRows(connection, sql))
}

function toTable(parquetFile: string): string {
  return `read_parquet(${quoteText(parquetFile)})`
}
