/**
 * From parts to the two files of a dataset. DuckDB merges the parts, names the homeworlds and orders the rows into
 * the Parquet companion; fast-csv writes the CSV from it. One writer makes every CSV, so equal rows give equal bytes.
 */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { writeCsv, type WrittenCsv } from '@/lib/datasets/csv'
import { partsTable } from '@/lib/datasets/parts'
import type { Part } from '@/lib/datasets/step-results'
import { parquetName } from '@/lib/datasets/file-names'
import { DATASET_COLUMNS, type Dataset } from '@/lib/datasets/types'
import { quoteText, streamRows } from '@/lib/duckdb'
import { AppError } from '@/lib/errors'
import { datasetPath } from '@/lib/storage'

/** Small enough groups and a dictionary that keeps names whole: filters and counts read the least. */
export function parquetOptions(rowGroupSize: number): string {
  return `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rowGroupSize}, DICTIONARY_SIZE_LIMIT 60000`
}

/** Writes the companion: `swapi_id` and the ten columns as text, ordered by `swapi_id`. */
export async function writeParquet(
  connection: DuckDBConnection,
  id: string,
  parts: Part[],
  rowGroupSize: number,
  file: string,
): Promise<void> {
  const [people, planets] = [partsTable(id, parts, 'people'), partsTable(id, parts, 'planets')]
  const columns = DATASET_COLUMNS.map((column) =>
    column === 'homeworld' ? `coalesce(planets.name, '') AS homeworld` : `people.${column}`,
  )
  await connection.run(
    `COPY (
      SELECT people.swapi_id, ${columns.join(', ')}
      FROM ${people} AS people
      LEFT JOIN ${planets} AS planets ON planets.id = TRY_CAST(people.homeworld_id AS BIGINT)
      ORDER BY people.swapi_id
    ) TO ${quoteText(file)} (${parquetOptions(rowGroupSize)})`,
  )
}

/**
 * The companion of a ready dataset, for the FROM of a query; it has a `file_row_number` besides its columns.
 * @throws AppError `not_ready`
 */
export function companionTable({ id, status }: Dataset): string {
  if (status !== 'ready')
    throw new AppError('not_ready', 'This dataset is not ready: its download has not completed.')
  return `read_parquet(${quoteText(datasetPath(id, parquetName(id)))}, file_row_number = true)`
}

/** Writes the CSV from the companion, whose order DuckDB keeps. */
export async function writeCsvFromParquet(
  connection: DuckDBConnection,
  parquetFile: string,
  csvFile: string,
): Promise<WrittenCsv> {
  const sql = `SELECT ${DATASET_COLUMNS.join(', ')} FROM read_parquet(${quoteText(parquetFile)})`
  return writeCsv(csvFile, DATASET_COLUMNS, streamRows(connection, sql))
}
