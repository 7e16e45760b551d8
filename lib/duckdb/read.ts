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

export async function query(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, DuckDBValue>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjects()
}
