/** Rows as text for the clipboard: loaded when somebody copies. */
import type { TextFormat } from '@/components/rows/text-formats'

type Row = Record<string, string>

/** Writes rows that have the same columns in the same order. */
export function writeRows(rows: Row[], format: TextFormat): string {
  if (format === 'JSON') return `${JSON.stringify(rows, null, 2)}\n`
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
  return format === 'CSV' ? toCsv(lines) : toMarkdown(lines)
}

function toCsv(lines: string[][]): string {
  // A blank line would not count as a row.
  const special = lines[0]?.length === 1 ? /^[ \t]*$|[",\r\n]/ : /[",\r\n]/
  const quote = (value: string): string => (special.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
  return lines.map((line) => `${line.map(quote).join(',')}\n`).join('')
}

/** A GitHub-style table, where a cell is one line and a bar starts the next cell. */
function toMarkdown([head = [], ...body]: string[][]): string {
  const escape = (value: string): string =>
    value.replaceAll(/[\\|]/g, '\\$&').replaceAll(/\s*[\r\n]+\s*/g, ' ')
  const write = (cells: string[]): string => `| ${cells.map(escape).join(' | ')} |\n`
  return [head, head.map(() => '---'), ...body].map(write).join('')
}
