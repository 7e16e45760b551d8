/**
 * Turns parts into the two files of a dataset. DuckDB merges the parts, resolves the references and sorts the rows into
 * the Parquet file; fast-csv writes the CSV from it. One writer makes every CSV, so equal rows give equal bytes.
 */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { writeCsv, type WrittenCsv } from '@/lib/csv'
import { joinedParts, joinedValueSql } from '@/lib/datasets/assemble/joined-parts'
import type { Part } from '@/lib/datasets/download/step-results'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { quoteText } from '@/lib/duckdb/lanes'
import { streamRows } from '@/lib/duckdb/read'

/** Small groups, and a dictionary large enough for all names, so that filters and counts read as little as possible. */
export function parquetOptions(rowGroupSize: number): string {
  return `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rowGroupSize}, DICTIONARY_SIZE_LIMIT 60000`
}

/** Writes the Parquet file: `swapi_id` and the columns as text, ordered by `swapi_id`. */
export async function writeParquet(
  connection: DuckDBConnection,
  id: string,
  parts: Part[],
  rowGroupSize: number,
  file: string,
): Promise<void> {
  const columns = DATASET_COLUMNS.map((column) => `${joinedValueSql(column)} AS ${column}`)
  await connection.run(
    `COPY (
      SELECT own.swapi_id, ${columns.join(', ')} FROM ${joinedParts(id, parts)} ORDER BY own.swapi_id
    ) TO ${quoteText(file)} (${parquetOptions(rowGroupSize)})`,
  )
}

/** Writes the CSV from the Parquet file, whose order DuckDB preserves. */
export async function writeCsvFromParquet(
  connection: DuckDBConnection,
  parquetFile: string,
  csvFile: string,
): Promise<WrittenCsv> {
  const sql = `SELECT ${DATASET_COLUMNS.join(', ')} FROM read_parquet(${quoteText(parquetFile)})`
  return writeCsv(csvFile, DATASET_COLUMNS, streamRows(connection, sql))
}
