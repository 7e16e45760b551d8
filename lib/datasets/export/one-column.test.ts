import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseString } from 'fast-csv'
import { writeRows } from '@/components/rows/rows-text'
import { formatCsvRows } from '@/lib/csv'
import { openExport } from '@/lib/datasets/export/stream'
import { rowsTable } from '@/lib/datasets/export/tables'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { quoteText, readRowObjects } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { tableOf } from '@/lib/testing/table'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const VALUES = ['', 'blond', '', 'brown, grey', 'a|b', 'say "no"', 'two\n\nlines', ' ', '=1', '', '']

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset(
    VALUES.map((hairColor, index) => somePerson({ id: index + 1, hair_color: hairColor })),
  )
})

async function exportColumn(forSpreadsheet: boolean): Promise<string> {
  const table = rowsTable(tableOf(dataset), { ...EVERYTHING, columns: ['hair_color'], sort: [] })
  const style = { format: 'csv', forSpreadsheet } as const
  const stream = await openExport(table, style, new AbortController().signal)
  return Buffer.from(await new Response(stream).arrayBuffer()).toString('utf8')
}

const WRITTEN = [
  'hair_color\n""\nblond\n""\n"brown, grey"\n"a|b"\n"say ""no"""\n"two\n\nlines"\n" "\n',
  '\n""\n""\n',
] as const

const WRITERS: [string, () => Promise<string>, string][] = [
  ['CSV', () => exportColumn(false), WRITTEN.join('=1')],
  ['CSV for spreadsheets', () => exportColumn(true), `\ufeff${WRITTEN.join("'=1")}`],
  [
    'a copied CSV',
    () =>
      Promise.resolve(
        writeRows(
          VALUES.map((value) => ({ hair_color: value })),
          'CSV',
        ),
      ),
    WRITTEN.join('=1').replace('"a|b"', 'a|b'),
  ],
]

describe.each(WRITERS)('one column as %s', (name, write, expected) => {
  test('quotes empty and blank values, so that no line is empty', async () => {
    expect(await write()).toBe(expected)
  })

  test('is read by DuckDB and by fast-csv with every row', async () => {
    const text = await write()
    const formula = name === 'CSV for spreadsheets' ? "'=1" : '=1'
    const values = VALUES.map((value) => (value === '=1' ? formula : value))
    const file = path.join(env().STORAGE_DIR, 'one-column.csv')
    writeFileSync(file, text)
    const inDuckDb = await readRowObjects(
      'heavy',
      `SELECT coalesce(hair_color, '') AS value
       FROM read_csv(${quoteText(file)}, header = true, columns = {'hair_color': 'VARCHAR'}, parallel = false)`,
    )
    expect(inDuckDb.map(({ value }) => value)).toEqual(values)
    expect(await readWithFastCsv(text)).toEqual(values)
  })
})

function readWithFastCsv(text: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const values: string[] = []
    parseString<{ hair_color: string }, { hair_color: string }>(text, { headers: true, ignoreEmpty: false })
      .on('error', reject)
      .on('data', (row: { hair_color: string }) => values.push(row.hair_color))
      .on('end', () => resolve(values))
  })
}

test('empty values in rows of several columns are not quoted', async () => {
  const rows = [
    ['', ''],
    ['', 'a'],
  ]
  expect((await formatCsvRows(rows)).toString()).toBe(',\n,a\n')
  expect(writeRows([{ a: '', b: '' }], 'CSV')).toBe('a,b\n,\n')
})
