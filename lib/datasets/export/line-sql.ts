/**
 * SQL that writes a row as one line of an export, with its line break, and to the byte as `exportFew` does. Passing ten
 * values from DuckDB to JavaScript and joining them there takes four times as long.
 */
import 'server-only'
import type { ExportStyle } from '@/lib/datasets/export/names'
import { FORMULA, PLAIN_NUMBER } from '@/lib/datasets/export/spreadsheet'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { quoteName, quoteText } from '@/lib/duckdb/lanes'

const LINE_FEED = 'chr(10)'

export function lineSql(columns: readonly DatasetColumn[], { format, forSpreadsheet }: ExportStyle): string {
  if (format === 'ndjson')
    return `concat('{', ${columns.map(jsonMemberSql).join(`, ',', `)}, '}', ${LINE_FEED})`
  const cells = columns.map((column) => csvCellSql(quoteName(column), forSpreadsheet, columns.length === 1))
  return `concat(${cells.join(`, ',', `)}, ${LINE_FEED})`
}

/**
 * Values are quoted if they contain one of `",|` or a line break, or if they are empty or blank in a single column,
 * because many readers skip empty lines. Five searches for a character take half as long as one for a regular expression, and
 * doubling quotes where there are none takes longer than both.
 */
function csvCellSql(value: string, forSpreadsheet: boolean, isAlone: boolean): string {
  const cell = forSpreadsheet ? `concat(${apostropheSql(value)}, ${value})` : value
  const contains = (text: string): string => `contains(${value}, ${text})`
  const needsQuotes = [`','`, `'|'`, LINE_FEED, 'chr(13)'].map(contains)
  if (isAlone) needsQuotes.push(`trim(${cell}, ' ' || chr(9)) = ''`)
  return `CASE WHEN ${contains(`'"'`)} THEN concat('"', replace(${cell}, '"', '""'), '"')
               WHEN ${needsQuotes.join(' OR ')} THEN concat('"', ${cell}, '"') ELSE ${cell} END`
}

/** What `neutralizeCell` puts in front of a value. */
function apostropheSql(value: string): string {
  const matches = (pattern: RegExp): string =>
    `regexp_matches(${value}, ${quoteText(pattern.source)}, ${quoteText(pattern.flags)})`
  return `CASE WHEN ${matches(FORMULA)} AND NOT ${matches(PLAIN_NUMBER)} THEN '''' ELSE '' END`
}

/** All that JSON escapes, the backslash first, because the others are replaced by one. */
const ESCAPED = ['\\', '"', ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code))]

function jsonMemberSql(column: DatasetColumn): string {
  const value = quoteName(column)
  const escaped = ESCAPED.reduce(
    (sql, char) =>
      `replace(${sql}, chr(${char.charCodeAt(0)}), ${quoteText(JSON.stringify(char).slice(1, -1))})`,
    value,
  )
  const isPlain = `NOT regexp_matches(${value}, '["\\\\\\x00-\\x1f]')`
  return `${quoteText(`${JSON.stringify(column)}:"`)}, CASE WHEN ${isPlain} THEN ${value} ELSE ${escaped} END, '"'`
}
