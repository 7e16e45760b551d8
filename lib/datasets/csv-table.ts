import 'server-only'
import { quoteText } from '@/lib/duckdb/lanes'
import { MAX_RECORD_BYTES } from '@/lib/swapi/records/schemas'

/** Names and types of the columns, in order. */
export type CsvColumns = Record<string, 'BIGINT' | 'VARCHAR'>

/** A person's values and a planet's name, if every character is a doubled quote, plus the separators. */
const MAX_LINE_BYTES = 2 * (2 * MAX_RECORD_BYTES) + 1024

/** Per chunk of a file. DuckDB's default is 32 MB, several times over: more than assembling has. */
const BUFFER_BYTES = 1024 * 1024

/**
 * Our own CSV files as a table, for the FROM of a query. Every option is spelled out: sniffing misreads
 * columns whose first quoted or non-numeric value comes late, and an empty field would become NULL.
 * @param files paths, read in this order
 * @param maxLineBytes a longer row is an error of the query
 */
export function csvTable(files: string[], columns: CsvColumns, maxLineBytes = MAX_LINE_BYTES): string {
  const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`)
  // All of them, because DuckDB (1.5.5) goes by a column's position among those that a query selects.
  const neverNull = Object.keys(columns).map(quoteText)
  const bufferBytes = Math.max(BUFFER_BYTES, 2 * maxLineBytes)
  return (
    `read_csv([${files.map(quoteText).join(', ')}], header = true, auto_detect = false, delim = ',', quote = '"', ` +
    `escape = '"', new_line = '\\n', max_line_size = ${maxLineBytes}, buffer_size = ${bufferBytes}, ` +
    `columns = {${types.join(', ')}}, force_not_null = [${neverNull.join(', ')}])`
  )
}
