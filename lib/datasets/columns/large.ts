/** Makes the table of a dataset of more rows than one turn should read: DuckDB finds and numbers the distinct values. */
import 'server-only'
import { listColumn, makeCodes, toTable } from '@/lib/datasets/columns/build'
import { chooseListed } from '@/lib/datasets/columns/dictionary'
import { foldTexts } from '@/lib/datasets/columns/file'
import type { Codes, Column, ColumnTable, UnlistedColumn } from '@/lib/datasets/columns/table'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { MISSING_VALUES } from '@/lib/datasets/model/view'
import { numberSql } from '@/lib/datasets/query/selection-sql'
import { quoteName, quoteText, readRowObjects, withConnection } from '@/lib/duckdb/lanes'
import { streamNumbers, streamRows } from '@/lib/duckdb/read'

/**
 * One column after the other, so that nobody waits for a place in the lane for longer than that takes. Null unless rows
 * are in the order of their ids.
 * @param file - the dataset's file as a table, from `readIntact`
 */
export async function makeLargeTable(
  file: string,
  rowCount: number,
  mostValues: number,
): Promise<ColumnTable | null> {
  const [order] = await readRowObjects(
    'heavy',
    `SELECT count(*) AS wrong FROM (SELECT swapi_id, lag(swapi_id) OVER () AS previous FROM ${file})
     WHERE swapi_id IS NULL OR swapi_id <= previous`,
  )
  if (Number(order?.wrong) > 0) return null
  const listed = await chooseListed(file, mostValues)
  const columns: Partial<ColumnTable['columns']> = {}
  for (const name of DATASET_COLUMNS) {
    columns[name] = await (listed.includes(name)
      ? makeListed(file, name, rowCount)
      : makeUnlisted(file, name, rowCount))
  }
  return toTable(rowCount, columns as ColumnTable['columns'])
}

async function makeListed(file: string, name: DatasetColumn, rowCount: number): Promise<Column> {
  const column = quoteName(name)
  const [values, codes] = await withConnection('heavy', async (connection) => {
    await connection.run(
      `CREATE OR REPLACE TEMP TYPE listed AS ENUM (SELECT DISTINCT ${column} FROM ${file} ORDER BY ALL)`,
    )
    const found: string[] = []
    for await (const rows of streamRows(connection, 'SELECT unnest(enum_range(NULL::listed))::VARCHAR'))
      for (const [value] of rows) found.push(value as string)
    const sql = `SELECT enum_code(${column}::listed)::INTEGER FROM ${file}`
    const into = makeCodes(found.length, rowCount)
    await fill(into, streamNumbers(connection, sql))
    return [found, into] as const
  })
  return listColumn(name, values, codes, foldTexts)
}

async function makeUnlisted(file: string, name: DatasetColumn, rowCount: number): Promise<UnlistedColumn> {
  const column = quoteName(name)
  return withConnection('heavy', async (connection) => {
    const sql = `SELECT (dense_rank() OVER (ORDER BY ${column}) - 1)::INTEGER FROM ${file} ORDER BY file_row_number`
    const codes = new Uint32Array(rowCount)
    await fill(codes, streamNumbers(connection, sql))
    let distinct = 0
    for (const code of codes) if (code >= distinct) distinct = code + 1
    const rows = new Uint32Array(distinct)
    for (let row = rowCount - 1; row >= 0; row -= 1) rows[codes[row] as number] = row
    const missing = new Map<string, number>()
    const missingValues = MISSING_VALUES.map(quoteText).join(', ')
    const ofMissing = `SELECT ${column}, min(file_row_number)::INTEGER FROM ${file}
      WHERE ${column} IN (${missingValues}) GROUP BY ALL`
    for await (const found of streamRows(connection, ofMissing))
      for (const [value, row] of found) missing.set(value as string, codes[row as number] as number)
    let numbers: Float64Array | null = null
    const ofNumbers = `SELECT * FROM (SELECT file_row_number::INTEGER, ${numberSql(name)} AS number FROM ${file})
      WHERE number IS NOT NULL`
    for await (const found of streamRows(connection, ofNumbers))
      for (const [row, number] of found) {
        numbers ??= new Float64Array(distinct).fill(NaN)
        numbers[codes[row as number] as number] = number as number
      }
    return { values: null, distinct, codes, numbers, rows, missing }
  })
}

/** @throws Error unless there is a code for each row */
async function fill(codes: Codes, found: AsyncIterable<number[]>): Promise<void> {
  let row = 0
  for await (const batch of found) {
    codes.set(batch, row)
    row += batch.length
  }
  if (row !== codes.length)
    throw new Error(`The file of a dataset has ${row} rows instead of ${codes.length}.`)
}
