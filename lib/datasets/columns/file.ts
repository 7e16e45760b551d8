/** What a table in memory leaves to DuckDB. */
import 'server-only'
import type { TableFile } from '@/lib/datasets/columns/table'
import { selectionSql } from '@/lib/datasets/query/selection-sql'
import { readNumbered } from '@/lib/datasets/query/table'
import { readRowObjects, withConnection } from '@/lib/duckdb/lanes'
import { streamNumbers } from '@/lib/duckdb/read'

/** @param file - the dataset's file as a table, from `readIntact` */
export function tableFile(file: string, signal?: AbortSignal): TableFile {
  return {
    fold: foldTexts,
    readRows: (numbers) => readNumbered(file, numbers, signal),
    findRows: async (selection) => {
      const where = selectionSql(selection)
      const sql = `SELECT file_row_number::INTEGER FROM ${file} WHERE ${where.text}`
      const found: number[][] = []
      await withConnection(
        'heavy',
        async (connection) => {
          for await (const numbers of streamNumbers(connection, sql, where.values)) found.push(numbers)
        },
        signal,
      )
      return Uint32Array.from(found.flat())
    },
  }
}

/** Removes case and accents as searches in DuckDB do. */
export async function foldTexts(texts: string[]): Promise<string[]> {
  // Loaded only now, as in lib/duckdb/instance.ts.
  const { listValue } = await import('@duckdb/node-api')
  const rows = await readRowObjects(
    'slice',
    `SELECT strip_accents(lower(text)) AS folded FROM (SELECT unnest(?::VARCHAR[]) AS text)`,
    [listValue(texts)],
  )
  return rows.map(({ folded }) => String(folded))
}
