/** Reads results that are text, as bytes: a JavaScript string for each value takes longer than the query. */
import 'server-only'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue, DuckDBVarCharVector } from '@duckdb/node-api'
import type { get_data_from_pointer } from '@duckdb/node-bindings'

/** A value as DuckDB keeps it (`duckdb_string_t`): its length, then the text itself or, if longer, where it is. */
const ENTRY_BYTES = 16
const LENGTH_BYTES = 4
const MOST_INLINE = 12
const ADDRESS_AT = 8

/**
 * Yields the texts of a query of one column as UTF-8, without anything between them, in batches and in constant
 * memory. None may be NULL, which marks the end: DuckDB ends a failed stream as if it were complete.
 * @throws Error when the query fails midway
 */
export async function* streamTexts(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): AsyncGenerator<Buffer> {
  // Loaded only now, as in lib/duckdb/instance.ts.
  const { default: duckdb } = await import('@duckdb/node-bindings')
  const result = await connection.stream(`SELECT * FROM (${sql}) UNION ALL SELECT NULL`, values)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0)
      throw new Error('DuckDB stopped in the middle of a result without giving a reason.')
    const isLast = chunk.getColumnVector(0).getItem(chunk.rowCount - 1) === null
    const count = isLast ? chunk.rowCount - 1 : chunk.rowCount
    if (count > 0) yield joinTexts(chunk, count, duckdb.get_data_from_pointer)
    if (isLast) return
  }
}

/**
 * The first `count` texts of a chunk. DuckDB keeps the texts of a chunk one after another in a few blocks of memory, so
 * those that are neighbors are copied at once.
 */
function joinTexts(chunk: DuckDBDataChunk, count: number, readAt: typeof get_data_from_pointer): Buffer {
  const entries = (chunk.getColumnVector(0) as DuckDBVarCharVector)['dataView']
  const { buffer, byteOffset } = entries
  const parts: Uint8Array[] = []
  const run = { entry: 0, bytes: 0, end: 0 }
  const endRun = (): void => {
    if (run.bytes > 0)
      parts.push(readAt(buffer as ArrayBuffer, byteOffset + run.entry + ADDRESS_AT, run.bytes))
    run.bytes = 0
  }
  for (let entry = 0; entry < count * ENTRY_BYTES; entry += ENTRY_BYTES) {
    const length = entries.getUint32(entry, true)
    if (length <= MOST_INLINE) {
      endRun()
      parts.push(new Uint8Array(buffer, byteOffset + entry + LENGTH_BYTES, length))
      continue
    }
    const address = readAddress(entries, entry + ADDRESS_AT)
    if (run.bytes === 0 || address !== run.end) {
      endRun()
      run.entry = entry
    }
    run.bytes += length
    run.end = address + length
  }
  endRun()
  return Buffer.concat(parts)
}

/** Addresses have 48 bits, which a number can hold. */
function readAddress(entries: DataView, at: number): number {
  return entries.getUint32(at, true) + entries.getUint32(at + 4, true) * 2 ** 32
}
