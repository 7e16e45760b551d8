import { renameSync, writeFileSync } from 'node:fs'
import { findTable, MOST_ROWS } from '@/lib/datasets/columns/kept-tables'
import { MANY_ROWS } from '@/lib/datasets/columns/table'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { profileColumns } from '@/lib/datasets/query/profile'
import { readRows } from '@/lib/datasets/query/rows'
import { parquetTable } from '@/lib/datasets/query/table'
import * as duckdb from '@/lib/duckdb/lanes'
import { parquetName } from '@/lib/datasets/files'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('@/lib/duckdb/lanes', () => ({
  __esModule: true,
  ...jest.requireActual<typeof duckdb>('@/lib/duckdb/lanes'),
}))

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

/** Separate data for each test, so that no table is kept for it yet. */
let names = 0
const createSome = (people = 3): Promise<Dataset> => {
  names += 1
  return createReadyDataset(
    Array.from({ length: people }, (_, index) =>
      somePerson({ id: index + 1, name: `Clone ${names} ${index}` }),
    ),
  )
}

const FIRST = { limit: 10, offset: 0 }

test('a small dataset is read from its file once, however many ask at the same time', async () => {
  const dataset = await createSome()
  const reader = jest.spyOn(duckdb, 'withConnection')
  const pages = await Promise.all(Array.from({ length: 8 }, () => readRows(dataset, FIRST)))
  pages.push(await readRows(dataset, { ...FIRST, sort: [{ column: 'name', descending: true }] }))
  expect(reader).toHaveBeenCalledTimes(1)
  expect(pages.map(({ total }) => total)).toEqual(Array(9).fill(3))
})

test.each([5_001, MANY_ROWS + 1])(
  'a dataset of %d rows is answered by DuckDB until its table is made',
  async (size) => {
    const dataset = await createSome(size)
    expect(await findTable(dataset)).toBeNull()
    const search = { ...FIRST, q: 'clone 1' }
    const first = [await readRows(dataset, FIRST), await readRows(dataset, search)]
    const profile = await profileColumns(dataset, search)
    let table = await findTable(dataset)
    while (table === null) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      table = await findTable(dataset)
    }
    expect(table.rowCount).toBe(size)
    expect([await readRows(dataset, FIRST), await readRows(dataset, search)]).toEqual(first)
    expect(await profileColumns(dataset, search)).toEqual(profile)
  },
)

test('a dataset that is too large is never read into memory', async () => {
  const dataset = { ...(await createSome()), rowCount: MOST_ROWS + 1 }
  expect(await findTable(dataset)).toBeNull()
})

test('when the table cannot be made, DuckDB answers, and the next question tries again', async () => {
  const dataset = await createSome()
  jest.spyOn(duckdb, 'withConnection').mockRejectedValueOnce(new Error('no memory'))
  expect((await readRows(dataset, FIRST)).total).toBe(3)
  expect(await findTable(dataset)).toMatchObject({ rowCount: 3 })
})

test('a file whose rows are not in the order of their ids stays with DuckDB, which orders equal rows by id', async () => {
  const dataset = await createSome()
  const file = storage.datasetPath(dataset.id, parquetName(dataset.id))
  const turned = `${file}.turned`
  await duckdb.withConnection('work', async (connection) => {
    await connection.run(`COPY (SELECT * EXCLUDE (file_row_number) FROM ${parquetTable(file)} ORDER BY swapi_id DESC)
      TO '${turned}' (FORMAT parquet)`)
  })
  const sha256 = await storage.hashFile(turned)
  renameSync(turned, file)
  const adopted = { ...dataset, parquetSha256: sha256 }
  expect(await findTable(adopted)).toBeNull()
  const { rows } = await readRows(adopted, { ...FIRST, sort: [{ column: 'height', descending: false }] })
  expect(rows.map(({ name }) => name)).toEqual([0, 1, 2].map((index) => `Clone ${names} ${index}`))
})

test('a file that changes behind our back is damaged, whatever is in memory', async () => {
  const dataset = await createSome()
  expect(await findTable(dataset)).not.toBeNull()
  writeFileSync(storage.datasetPath(dataset.id, parquetName(dataset.id)), 'garbage')
  await expect(readRows(dataset, FIRST)).rejects.toMatchObject({ code: 'damaged' })
})

test('the table has every column', async () => {
  const table = await findTable(await createSome())
  expect(Object.keys(table?.columns ?? {})).toEqual(DATASET_COLUMNS)
})
