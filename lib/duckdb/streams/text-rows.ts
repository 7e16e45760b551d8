import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { query, streamRows } from '@/lib/duckdb/read'
import { readAhead } from '@/lib/duckdb/streams/read-ahead'
import { streamTexts } from '@/lib/duckdb/streams/texts'

/** In bytes. A batch of 2,048 such rows has at most 25 MB as JSON, which may take six times as much. */
const LONGEST_AS_JSON = 2_048

/** Keeps DuckDB's driver from dropping a byte order mark, which it takes for no part of a value that begins with one. */
const GUARD = '.'

/**
 * Yields all rows of a table whose columns are text, in batches and in constant memory, each row an array of its values in
 * the order of `columns`. Rows come as JSON, unless they are long: one JavaScript string of each of DuckDB's values takes
 * several times as long to make. A batch is read while the one before it is used.
 * @param columns SQL of values that are text and never NULL
 * @param from what follows FROM
 * @param longest bytes of the longest row; measured if it is not known
 * @throws Error when the query fails midway
 */
export async function* streamTextRows(
  connection: DuckDBConnection,
  columns: readonly string[],
  from: string,
  longest?: number,
): AsyncGenerator<string[][]> {
  if ((longest ?? (await measureLongest(connection, columns, from))) > LONGEST_AS_JSON)
    return yield* streamLongRows(connection, columns, from)
  const row = `to_json([${columns.join(', ')}])`
  const batches = streamTexts(connection, `SELECT concat(${row}, ',') FROM ${from}`)
  for await (const rows of readAhead(() => batches.next()))
    yield JSON.parse(`[${rows.toString('utf8', 0, rows.length - 1)}]`) as string[][]
}

async function* streamLongRows(
  connection: DuckDBConnection,
  columns: readonly string[],
  from: string,
): AsyncGenerator<string[][]> {
  const guarded = columns.map((column, index) => `concat('${GUARD}', ${column}) AS c${index}`)
  for await (const rows of streamRows(connection, `SELECT ${guarded.join(', ')} FROM ${from}`))
    yield rows.map((row) => row.map((value) => (value as string).slice(GUARD.length)))
}

async function measureLongest(
  connection: DuckDBConnection,
  columns: readonly string[],
  from: string,
): Promise<number> {
  const size = columns.map((column) => `strlen(${column})`).join(' + ')
  const [row] = await query(
    connection,
    `SELECT max(size) AS longest FROM (SELECT ${size} AS size FROM ${from})`,
  )
  return Number(row?.longest)
}
