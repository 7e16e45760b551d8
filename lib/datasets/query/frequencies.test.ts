import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { countFrequencies, FREQUENCIES, summarizeFrequencies } from '@/lib/datasets/query/frequencies'
import { withReader } from '@/lib/duckdb/lanes'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const ROWS = {
  text: `(VALUES ('1,358', '19BBY', 'a'), ('1,358', 'unknown', 'n/a'), ('none', '19BBY', ''), ('left out', '', ''))
         AS rows(mass, birth_year, name) WHERE mass <> ?`,
  values: ['left out'],
}
const COLUMNS: DatasetColumn[] = ['mass', 'birth_year', 'name']

describe.each([
  ['of all columns together', true],
  ['of each column', false],
])('a count %s', (_name, areFew) => {
  test('has every value once, with its number and its row count', async () => {
    const rows = await withReader('work', async (read) => {
      await countFrequencies(read, COLUMNS, ROWS, areFew)
      return read(`SELECT "column", value, total::INTEGER AS total, number FROM ${FREQUENCIES} ORDER BY ALL`)
    })
    expect(rows.map(({ column, value, total, number }) => [column, value, total, number])).toEqual([
      ['birth_year', '19BBY', 2, -19],
      ['birth_year', 'unknown', 1, null],
      ['mass', '1,358', 2, 1358],
      ['mass', 'none', 1, null],
      ['name', '', 1, null],
      ['name', 'a', 1, null],
      ['name', 'n/a', 1, null],
    ])
  })

  test('is summarized by column, with the most frequent values first, then by value', async () => {
    const summaries = await withReader('work', async (read) => {
      await countFrequencies(read, COLUMNS, ROWS, areFew)
      return summarizeFrequencies(read)
    })
    expect(Object.fromEntries(summaries)).toEqual({
      mass: {
        rows: 3,
        distinct: 2,
        missing: { empty: 0, unknown: 0, na: 0, none: 1 },
        numbers: { count: 2, min: 1358, max: 1358 },
        top: [
          { value: '1,358', count: 2 },
          { value: 'none', count: 1 },
        ],
      },
      birth_year: {
        rows: 3,
        distinct: 2,
        missing: { empty: 0, unknown: 1, na: 0, none: 0 },
        numbers: { count: 2, min: -19, max: -19 },
        top: [
          { value: '19BBY', count: 2 },
          { value: 'unknown', count: 1 },
        ],
      },
      name: {
        rows: 3,
        distinct: 3,
        missing: { empty: 1, unknown: 0, na: 1, none: 0 },
        numbers: null,
        top: ['', 'a', 'n/a'].map((value) => ({ value, count: 1 })),
      },
    })
  })
})
