/** Reads results from a connection. */
import 'server-only'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'

/** Marks the last row, added to every streamed result: DuckDB ends a failed stream as if it were complete. */
const END_MARK = 'end of the answer'

/**
 * Yields the result in batches of rows, with values in column order, in constant memory.
 * @throws Error when the query fails midway
 */
export async function* streamRows(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): AsyncGenerator<DuckDBValue[][]> {
  const result = await connection.stream(
    `SELECT * FROM (${sql}) UNION ALL BY NAME SELECT TRUE AS "${END_MARK}"`,
    values,
  )
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) {
      throw new Error('DuckDB stopped in the middle of a result without giving a reason.')
    }
    const rows = chunk.getRows()
    const isLast = rows.map((row) => row.pop()).includes(true)
    if (isLast) rows.pop()
    if (rows.length > 0) yield rows
    if (isLast) return
  }
}

/** Ends every stream of numbers, for the same reason. */
const END = -1

/**
 * Yields the one column of a result, whole numbers from 0 that fit 32 bits, in batches: no object is made of each row.
 * @throws Error when the query fails midway
 */
export async function* streamNumbers(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): AsyncGenerator<number[]> {
  const result = await connection.stream(`FROM (${sql}) UNION ALL SELECT ${END}`, values)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) {
      throw new Error('DuckDB stopped in the middle of a result without giving a reason.')
    }
    const numbers = chunk.getColumnValues(0) as number[]
    const isLast = numbers.at(-1) === END
    if (isLast) numbers.pop()
    yield numbers
    if (isLast) return
  }
}

export async function query(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): Promise<Record<string, DuckDBValue>[]> {
  return (await connection.runAndReadAll(sql, values)).getRowObjects()
}
