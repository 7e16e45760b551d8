import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { MANY_ROWS } from '@/lib/datasets/columns/table'
import { prepareProfile, profileWhole } from '@/lib/datasets/columns/kept-profile'
import { parquetName } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { profileColumns } from '@/lib/datasets/query/profile'
import * as duckdb from '@/lib/duckdb/lanes'
import { storagePath } from '@/lib/env'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('@/lib/duckdb/lanes', () => ({
  __esModule: true,
  ...jest.requireActual<typeof duckdb>('@/lib/duckdb/lanes'),
}))

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

/** A dataset that is said to be large, of data that no other one has. */
let names = 0
async function createLarge(): Promise<Dataset> {
  names += 1
  const people = ['Boba', 'Jango', 'Boba'].map((name, index) =>
    somePerson({ id: index + 1, name: `${name} ${names}` }),
  )
  return { ...(await createReadyDataset(people)), rowCount: MANY_ROWS + 1 }
}

const listKept = (): string[] =>
  readdirSync(storagePath('tmp', 'profiles')).map((name) => storagePath('tmp', 'profiles', name))

test('the profile of a large dataset is made once, and then read from a file', async () => {
  const dataset = await createLarge()
  const first = await profileWhole(dataset, [])
  expect(first).toEqual(await profileColumns({ ...dataset, rowCount: 3 }))
  const reader = jest.spyOn(duckdb, 'withReader')
  expect(await profileWhole(dataset, [])).toEqual(first)
  expect((await profileWhole(dataset, ['mass', 'name'])).columns).toEqual(
    ['mass', 'name'].map((name) => first.columns.find(({ column }) => column === name)),
  )
  expect(reader).not.toHaveBeenCalled()
})

test('a profile that was prepared for a file is the one of the dataset', async () => {
  const dataset = await createLarge()
  const file = storage.datasetPath(dataset.id, parquetName(dataset.id))
  const prepare = (read: duckdb.ReadRows): Promise<void> =>
    prepareProfile(file, dataset.parquetSha256 ?? '', dataset.rowCount, read)
  await duckdb.withReader('heavy', prepare)
  const reader = jest.spyOn(duckdb, 'withReader')
  expect(await profileWhole(dataset, [])).toEqual(await profileColumns({ ...dataset, rowCount: 3 }))
  expect(reader).not.toHaveBeenCalled()
})

test('a file of a profile that was damaged is made again', async () => {
  const dataset = await createLarge()
  const before = new Set(readdirSync(path.dirname(storagePath('tmp', 'profiles', 'any'))))
  const first = await profileWhole(dataset, [])
  const kept = listKept().find((file) => !before.has(path.basename(file))) ?? ''
  const text = readFileSync(kept, 'utf8')
  writeFileSync(kept, text.replace('"distinct":2', '"distinct":3'))
  expect(await profileWhole(dataset, [])).toEqual(first)
  expect(readFileSync(kept, 'utf8')).toBe(text)
})

test('a dataset whose file has changed is damaged, whatever profile is kept', async () => {
  const dataset = await createLarge()
  await profileWhole(dataset, [])
  writeFileSync(storage.datasetPath(dataset.id, parquetName(dataset.id)), 'garbage')
  await expect(profileWhole(dataset, [])).rejects.toMatchObject({ code: 'damaged' })
})

test('the profile of a small dataset is not kept in a file', async () => {
  const dataset = { ...(await createLarge()), rowCount: 3 }
  const before = listKept()
  expect((await profileWhole(dataset, [])).totalRows).toBe(3)
  expect(listKept()).toEqual(before)
})
