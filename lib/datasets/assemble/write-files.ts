/**
 * Turns parts into the two files of a dataset. DuckDB merges the parts, resolves the references and sorts the rows into
 * the Parquet file; fast-csv writes the CSV from it. One writer makes every CSV, so equal rows give equal bytes.
 */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { writeCsv, type WrittenCsv } from '@/lib/csv'
import { OWN, valueSql } from '@/lib/datasets/assemble/loaded-parts'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { ContentHash, HASHED_COLUMNS } from '@/lib/datasets/unchanged/content-hash'
import { isAscending } from '@/lib/duckdb/ascending'
import { quoteText } from '@/lib/duckdb/lanes'
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

/**
 * Writes loaded parts as the Parquet file: `swapi_id` and the columns as text, ordered by `swapi_id`. Sorting takes more memory
 * than all the rest, so that rows in order are not sorted.
 */
export async function writeParquet(
  connection: DuckDBConnection,
  isInOrder: boolean,
  options: string,
  file: string,
): Promise<void> {
  const columns = DATASET_COLUMNS.map((column) => `${valueSql(column)} AS ${column}`)
  const write = (order: string): Promise<unknown> =>
    connection.run(
      `COPY (SELECT swapi_id, ${columns.join(', ')} FROM ${OWN} ${order}) TO ${quoteText(file)} (${options})`,
    )
  if (isInOrder) await write('')
  // Which order rows come in without ORDER BY is up to DuckDB.
  if (!isInOrder || !(await isAscending(connection, 'swapi_id', toTable(file))))
    await write('ORDER BY swapi_id')
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
  async function* read(): AsyncGenerator<string[][]> {
    for await (const rows of streamTextRows(connection, HASHED_COLUMNS, toTable(parquetFile), longest)) {
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
  return writeCsv(csvFile, DATASET_COLUMNS, streamTextRows(connection, DATASET_COLUMNS, toTable(parquetFile)))
}

function toTable(parquetFile: string): string {
  return `read_parquet(${quoteText(parquetFile)})`
}
