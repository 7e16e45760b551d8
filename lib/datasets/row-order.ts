import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { query } from '@/lib/duckdb/read'

/**
 * True when each `swapi_id` of a table is larger than the one before it; then none is there twice. Takes no memory: `lag`
 * without ORDER BY follows the order of the table.
 * @param table what follows FROM
 */
export async function isAscending(connection: DuckDBConnection, table: string): Promise<boolean> {
  const [row] = await query(
    connection,
    `SELECT coalesce(bool_and(swapi_id > previous), true) AS is_ascending
     FROM (SELECT swapi_id, lag(swapi_id) OVER () AS previous FROM ${table})`,
  )
  return row?.is_ascending === true
}
