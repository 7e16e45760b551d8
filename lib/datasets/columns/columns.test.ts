/** Tables in memory and DuckDB must give the same answers to every question. */
import { countTableValues } from '@/lib/datasets/columns/counts'
import { dictionaryOf, findMatches, makeDictionary } from '@/lib/datasets/columns/dictionary'
import { tableFile } from '@/lib/datasets/columns/file'
import { findTable } from '@/lib/datasets/columns/kept-tables'
import { makeLargeTable } from '@/lib/datasets/columns/large'
import { profileTable } from '@/lib/datasets/columns/profile'
import { readTableRows } from '@/lib/datasets/columns/rows'
import type { ColumnTable } from '@/lib/datasets/columns/table'
import { readIntact } from '@/lib/datasets/intact'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import type { CountKey, Selection } from '@/lib/datasets/model/view'
import { queryCounts } from '@/lib/datasets/query/counts'
import { queryProfile } from '@/lib/datasets/query/profile'
import { queryRows } from '@/lib/datasets/query/rows'
import type { Search } from '@/lib/datasets/query/selection-sql'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'
import { tableOf } from '@/lib/testing/table'
import { columnsCounted, selection, slice, sortOf, value, WILD } from '@/lib/testing/wild'

setUpTemporaryApp()

/** A dataset of wild values, and its table. */
async function wildDataset(rows: number, seed: number): Promise<{ dataset: Dataset; table: ColumnTable }> {
  const pick = (row: number, column: number): string =>
    WILD[(row * 31 + column * 17 + seed * 7 + row * row * column) % WILD.length] as string
  const people = Array.from({ length: rows }, (_, row) =>
    somePerson({
      ...Object.fromEntries(DATASET_COLUMNS.map((name, column) => [name, pick(row, column)])),
      id: row * 2 + 1,
      homeworldId: row % 3 === 0 ? null : 1,
      date: `201${row % 5}-0${1 + (row % 9)}-1${row % 10}`,
    }),
  )
  const dataset = await createReadyDataset(people)
  const table = await findTable(dataset)
  if (table === null) throw new Error('A small dataset has no table.')
  return { dataset, table }
}

/** How many distinct values a column of a large table may have in memory. */
const LISTED = { allListed: 1_000, someListed: 66, noneListed: 0 }

/** The same rows, in tables that leave more and more to the file. */
type Kind = 'small' | keyof typeof LISTED

let wild: { dataset: Dataset; tables: Record<Kind, ColumnTable> }
beforeAll(async () => {
  const { dataset, table } = await wildDataset(150, 1)
  const makeLarge = async (kind: keyof typeof LISTED): Promise<ColumnTable> =>
    (await makeLargeTable(tableOf(dataset), dataset.rowCount, LISTED[kind])) as ColumnTable
  const [allListed, someListed, noneListed] = [
    await makeLarge('allListed'),
    await makeLarge('someListed'),
    await makeLarge('noneListed'),
  ]
  wild = { dataset, tables: { small: table, allListed, someListed, noneListed } }
})

const kind = fc.constantFrom<Kind>('small', 'allListed', 'someListed', 'noneListed')

/** Without the matches that a table knows, all texts are read. */
async function known<Query extends Selection>(table: ColumnTable, query: Query): Promise<Query & Search> {
  return { ...query, matches: query.q === '' ? undefined : await findMatches(dictionaryOf(table), query.q) }
}

/** Only a table without all texts leaves a question to DuckDB. */
function orLeft<T>(kind: Kind, answer: T | null, expected: T): void {
  if (answer === null) expect(['someListed', 'noneListed']).toContain(kind)
  else expect(answer).toEqual(expected)
}

test('large tables have the values that small ones have, and say which columns have none', () => {
  const { small, allListed, someListed, noneListed } = wild.tables
  for (const column of DATASET_COLUMNS)
    expect({ column, values: allListed.columns[column].values }).toEqual({
      column,
      values: small.columns[column].values,
    })
  const isListed = ({ columns }: ColumnTable): boolean[] =>
    DATASET_COLUMNS.map((column) => columns[column].values !== null)
  expect(new Set(isListed(someListed))).toEqual(new Set([true, false]))
  expect(new Set(isListed(noneListed))).toEqual(new Set([false]))
})

test('rows of any view are those that DuckDB finds, in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(kind, selection, sortOf(DATASET_COLUMNS), slice, async (kind, selected, sort, part) => {
      const query = { ...selected, sort, ...part }
      const table = wild.tables[kind]
      const expected = await readIntact(wild.dataset, (file) => queryRows(wild.dataset, file, query))
      const found = await readTableRows(table, await known(table, query), tableFile(tableOf(wild.dataset)))
      orLeft(kind, found, expected)
    }),
    { numRuns: 500 },
  )
})

test('counts of any columns under any view are those that DuckDB counts, in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(
      kind,
      selection,
      columnsCounted.chain((columns) =>
        fc.record({ columns: fc.constant(columns), sort: sortOf<CountKey>([...columns, 'count']) }),
      ),
      slice,
      async (kind, selected, { columns, sort }, { limit, offset }) => {
        const query = { ...selected, columns, sort, limit, offset }
        const table = wild.tables[kind]
        const expected = await readIntact(wild.dataset, (file) => queryCounts(wild.dataset, file, query))
        const found = await countTableValues(
          table,
          await known(table, query),
          tableFile(tableOf(wild.dataset)),
        )
        orLeft(kind, found, expected)
      },
    ),
    { numRuns: 500 },
  )
})

/** Means are sums of rounded numbers, added up in another order. */
function roundMeans({ totalRows, columns }: DatasetProfile): unknown {
  const round = (mean: number): number => Number(mean.toPrecision(12))
  return {
    totalRows,
    columns: columns.map(({ numeric, ...column }) => ({
      ...column,
      numeric: numeric && { ...numeric, mean: round(numeric.mean) },
    })),
  }
}

test('profiles of any columns under any view are those that DuckDB makes', async () => {
  await fc.assert(
    fc.asyncProperty(kind, selection, columnsCounted, async (kind, selected, columns: DatasetColumn[]) => {
      const query = { ...selected, columns }
      const table = wild.tables[kind]
      const expected = await readIntact(wild.dataset, (file) => queryProfile(wild.dataset, file, query))
      const found = await profileTable(table, await known(table, query), tableFile(tableOf(wild.dataset)))
      expect(roundMeans(found)).toEqual(roundMeans(expected))
    }),
    { numRuns: 300 },
  )
})

test('a search finds the same rows, whether the matching values are known or every text is read', async () => {
  const file = tableOf(wild.dataset)
  const dictionaries = await Promise.all(
    Object.values(LISTED).map((mostValues) => makeDictionary(file, mostValues)),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...dictionaries),
      selection,
      value,
      sortOf(DATASET_COLUMNS),
      slice,
      async (dictionary, { filters }, q, sort, part) => {
        const query = { filters, q, sort, ...part }
        const matches = q === '' ? undefined : await findMatches(dictionary, q)
        expect(await queryRows(wild.dataset, file, { ...query, matches })).toEqual(
          await queryRows(wild.dataset, file, query),
        )
      },
    ),
    { numRuns: 300 },
  )
})

test('searches fold every letter of Unicode as DuckDB does', async () => {
  const letters = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code + 0x80))
  const people = letters.map((name, index) => somePerson({ id: index + 1, name }))
  const dataset = await createReadyDataset(people.slice(0, 4_000))
  const table = await findTable(dataset)
  for (const q of ['É', 'ß', 'İ', 'ı', 'Σ', 'ǆ', 'K', 'Ω', 'ﬁ', 'ё', 'Ё', '\u0130']) {
    const query = { filters: [], q, sort: [], limit: 100, offset: 0 }
    expect(await readTableRows(table as ColumnTable, query, tableFile(tableOf(dataset)))).toEqual(
      await readIntact(dataset, (file) => queryRows(dataset, file, query)),
    )
  }
})
