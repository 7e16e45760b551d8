import 'server-only'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { streamRows } from '@/lib/duckdb/read'
import { readAhead } from '@/lib/duckdb/streams/read-ahead'
import { streamTexts } from '@/lib/duckdb/streams/texts'

/** In bytes. A batch of 2,048 such rows has at most 25 MB as JSON, which may take six times as much. */
const LONGEST_AS_JSON = 2_048

/**
 * Yields all rows of a table whose columns are text, in batches and in constant memory, each row an array of its values in
 * the order of `columns`. Rows come as JSON, unless they are long: one JavaScript string of each of DuckDB's values takes
 * several times as long to make. A batch is read while the one before it is used.
 * @param columns SQL of values that are text and never NULL
 * @param from what follows FROM
 * @param longest bytes of the longest row
 * @throws Error when the query fails midway
 */
export async function* streamTextRows(
  connection: DuckDBConnection,
  columns: readonly string[],
  from: string,
  longest: number,
): AsyncGenerator<DuckDBValue[][]> {
  const list = columns.join(', ')
  if (longest > LONGEST_AS_JSON) return yield* streamRows(connection, `SELECT ${list} FROM ${from}`)
  const batches = streamTexts(connection, `SELECT concat(to_json([${list}]), ',') FROM ${from}`)
  for await (const rows of readAhead(() => batches.next()))
    yield JSON.parse(`[${rows.toString('utf8', 0, rows.length - 1)}]`) as string[][]
}
