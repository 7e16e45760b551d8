import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { query } from '@/lib/duckdb/read'

/**
 * True when each value of a column is larger than the one before it; then none is there twice. Takes no memory: `lag` without
 * ORDER BY follows the order of the table.
 * @param table what follows FROM
 */
export async function isAscending(
  connection: DuckDBConnection,
  column: string,
  table: string,
): Promise<boolean> {
  const [row] = await query(
    connection,
    `SELECT coalesce(bool_and(${column} > previous), true) AS is_ascending
     FROM (SELECT ${column}, lag(${column}) OVER () AS previous FROM ${table})`,
  )
  return row?.is_ascending === true
}
