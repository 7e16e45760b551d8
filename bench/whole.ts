/** Work on whole datasets: the profile of every column, and the export of all rows that a filter selects. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { measureInTurn, progress } from './measure'
import { parquetTable, type QueryBench, toPublished } from './query-bench'
import { formatNumber, queryRow } from './table'
import { openExport } from '@/lib/datasets/export/stream'
import { rowsTable } from '@/lib/datasets/export/tables'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Selection } from '@/lib/datasets/model/view'
import { profileColumns } from '@/lib/datasets/query/profile'
import { tableOf } from '@/lib/testing/table'
import { countSelected } from '@/lib/datasets/query/table'
import { quoteText } from '@/lib/duckdb/lanes'

/** From this many rows on, one run without warm-up must do. */
const LARGE = 5_000_000

/** Selects four rows out of five. */
const SELECTION: Selection = {
  filters: [{ column: 'height', operator: 'gt', value: '100' }],
  q: '',
}
const SELECTION_SQL = 'TRY_CAST(height AS DOUBLE) > 100'

export async function benchWhole(bench: QueryBench): Promise<string[][]> {
  return [await benchProfile(bench), await benchNewCondition(bench), await benchExport(bench)]
}

async function benchProfile({ data, bare, times }: QueryBench): Promise<string[]> {
  progress('profile')
  const table = `(SELECT ${DATASET_COLUMNS.join(', ')} FROM ${parquetTable(data)})`
  const { ours, peer } = await measureInTurn(times > 3 ? 3 : 1, {
    ours: () => profileColumns(data.dataset),
    peer: () => bare.runAndReadAll(`SUMMARIZE FROM ${table}`),
  })
  const peers = { 'bare DuckDB SUMMARIZE, which only estimates': peer.median }
  return queryRow('profile of all ten columns, exact', ours, peers, '–')
}

/** As a page asks for it whose condition nobody has asked for before. */
async function benchNewCondition({ data, bare, times }: QueryBench): Promise<string[]> {
  progress('profile under a new condition')
  const table = `(SELECT ${DATASET_COLUMNS.join(', ')} FROM ${parquetTable(data)}`
  let [asked, askedBare] = [0, 0]
  const condition = (n: number): Selection => ({
    filters: [{ column: 'height', operator: 'ne', value: `new ${n}` }],
    q: '',
  })
  const dataset = await toPublished(data)
  const { ours, peer } = await measureInTurn(times > 3 ? 3 : 1, {
    ours: () => profileColumns(dataset, condition(asked++)),
    peer: () => bare.runAndReadAll(`SUMMARIZE FROM ${table} WHERE height <> 'new ${askedBare++}')`),
  })
  const peers = { 'bare DuckDB SUMMARIZE, which only estimates': peer.median }
  return queryRow('profile of all ten columns under a new condition, exact', ours, peers, '≤ 100 ms at 1 M')
}

async function benchExport({ data, bare, times }: QueryBench): Promise<string[]> {
  progress('export')
  const folder = mkdtempSync(path.join(tmpdir(), 'holocron-bench-'))
  const file = quoteText(path.join(folder, 'export.csv'))
  const table = rowsTable(tableOf(data.dataset), { ...SELECTION, columns: [], sort: [] })
  const style = { format: 'csv', forSpreadsheet: false } as const
  const isLarge = data.dataset.rowCount >= LARGE
  try {
    const { ours, peer } = await measureInTurn(
      isLarge || times <= 3 ? 1 : 3,
      {
        ours: async () => drain(await openExport(table, style, new AbortController().signal)),
        peer: () =>
          bare.run(
            `COPY (SELECT ${DATASET_COLUMNS.join(', ')} FROM ${parquetTable(data)} WHERE ${SELECTION_SQL})
             TO ${file} (FORMAT csv, HEADER)`,
          ),
      },
      isLarge ? 0 : 1,
    )
    const selected = await countSelected(tableOf(data.dataset), SELECTION)
    const perSecond = formatNumber((selected * 1000) / ours.median)
    const what = `export of ${formatNumber(selected)} filtered rows as CSV (${perSecond} rows/s)`
    return queryRow(what, ours, { 'bare DuckDB COPY to a file': peer.median }, '–')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stream.getReader()
  while (!(await reader.read()).done);
}
