import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findDifferences } from '@/lib/datasets/compare/fingerprints'
import { listChanges } from '@/lib/datasets/compare/changes'
import type { Pair } from '@/lib/datasets/compare/pair'
import { summarizeChanges } from '@/lib/datasets/compare/summary'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { db } from '@/lib/db/client'
import { parquetName } from '@/lib/datasets/files'
import { requireDataset } from '@/lib/datasets/store'
import { quoteText, withConnection } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'
import type { Person } from '@/lib/swapi/records/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const folder = (kind: string): string => path.join(env().STORAGE_DIR, 'tmp', kind)
const files = (): string[] => readdirSync(folder('fingerprints'))
const ALL = { ...EVERYTHING, sort: [], change: [], changed: null, old: null, new: null, limit: 9, offset: 0 }
const listIds = async (pair: Pair): Promise<number[]> =>
  (await listChanges(pair, ALL)).changes.map(({ id }) => id)

/** Different people in each test, so that none finds in memory what another has read. */
let mass = 100

async function createPair(change: (people: Person[]) => Person[]): Promise<Pair> {
  mass += 1
  const people = [1, 2, 150_000, 950_000].map((id) =>
    somePerson({ id, name: `Person ${id}`, mass: String(mass) }),
  )
  const base = await createReadyDataset(people)
  return { base, dataset: await createReadyDataset(change(people)), ignored: ['date'] }
}

const editLast = (people: Person[]): Person[] =>
  people.map((one) => (one.id === 950_000 ? { ...one, height: '9' } : one))

afterEach(() => {
  for (const kind of ['fingerprints', 'comparisons']) rmSync(folder(kind), { recursive: true, force: true })
})

test('a download leaves the fingerprints of its dataset, the same content only once', async () => {
  const pair = await createPair(editLast)
  expect(files()).toHaveLength(2)
  await createReadyDataset([1, 2].map((id) => somePerson({ id, mass: String(mass) })))
  await createReadyDataset([1, 2].map((id) => somePerson({ id, mass: String(mass) })))
  expect(files()).toHaveLength(3)
  expect(await findDifferences(pair)).toEqual([{ first: 900_000, end: 1_000_000 }])
})

test('of datasets that differ only in their dates nothing is read, unless dates are compared', async () => {
  const pair = await createPair((people) => people.map((one) => ({ ...one, date: '2026-01-01' })))
  expect(pair.base.parquetSha256).not.toBe(pair.dataset.parquetSha256)
  expect(await summarizeChanges(pair)).toMatchObject({ added: 0, removed: 0, changed: 0, same: 4 })
  expect(await listIds(pair)).toEqual([])
  expect(existsSync(folder('comparisons'))).toBe(false)
  expect(await listIds({ ...pair, ignored: [] })).toEqual([1, 2, 150_000, 950_000])
})

test('values that change places, among rows or among columns, are changes', async () => {
  const rows = await createPair(([a, b, ...others]) => [
    { ...a!, name: b!.name },
    { ...b!, name: a!.name },
    ...others,
  ])
  expect(await listIds(rows)).toEqual([1, 2])
  const columns = await createPair((people) =>
    people.map((one) => ({ ...one, hair_color: one.skin_color, skin_color: one.hair_color })),
  )
  expect((await listIds(columns)).length).toBe(4)
})

test('a change between texts for which DuckDB’s hash is the same is found', async () => {
  const [one, other] = ['Person 1, of thb 1st', 'Person 8, of thi 1st']
  const hashes = await withConnection('slice', (connection) =>
    connection.runAndReadAll(`SELECT hash(${quoteText(one)}) = hash(${quoteText(other)})`),
  )
  expect(hashes.getRows()).toEqual([[true]])
  const before = await createReadyDataset([somePerson({ name: one })])
  const after = await createReadyDataset([somePerson({ name: other })])
  expect(await listIds({ base: before, dataset: after, ignored: [] })).toEqual([1])
})

test.each([
  ['a missing file', () => rmSync(folder('fingerprints'), { recursive: true })],
  ['a file that was cut short', () => rewrite((text) => text.slice(0, -9))],
  ['an empty file', () => rewrite(() => '')],
  ['a file with another number in it', () => rewrite((text) => text.replace('"rows":2', '"rows":3'))],
  ['the files of other datasets', swapFiles],
])('%s yields no wrong comparison: it is made again', async (_, damage) => {
  const pair = await createPair(editLast)
  damage()
  expect(await listIds(pair)).toEqual([950_000])
  expect(files()).toHaveLength(2)
  const made = files().map(readFingerprintFile)
  expect(made.every((text) => text.includes('"rows":2'))).toBe(true)
})

function readFingerprintFile(name: string): string {
  return readFileSync(path.join(folder('fingerprints'), name), 'utf8')
}

function rewrite(edit: (text: string) => string): void {
  for (const name of files())
    writeFileSync(path.join(folder('fingerprints'), name), edit(readFingerprintFile(name)))
}

function swapFiles(): void {
  const [one = '', other = ''] = files()
  writeFileSync(path.join(folder('fingerprints'), other), readFingerprintFile(one))
}

describe('a file of which nothing was recorded', () => {
  /** Replaces the Parquet file of a dataset, as if its sha256 had never been recorded. */
  async function replaceFile({ base, ...pair }: Pair, rows: string, where = 'TRUE'): Promise<Pair> {
    const file = storage.datasetPath(base.id, parquetName(base.id))
    await withConnection('work', (connection) =>
      connection.run(
        `COPY (SELECT id AS swapi_id, ${DATASET_COLUMNS.map((one) => `'x' AS ${one}`).join(', ')}
         FROM (VALUES ${rows}) AS given(id) WHERE ${where}) TO ${quoteText(file)} (FORMAT parquet)`,
      ),
    )
    await db().dataset.update({ where: { id: base.id }, data: { parquetSha256: null } })
    return { ...pair, base: await requireDataset(base.id) }
  }

  test.each([
    ['the same number twice', '(1::BIGINT), (1), (2)'],
    ['a row without a number', '(1::BIGINT), (NULL), (2)'],
    ['an impossible number', '(0::BIGINT), (1)'],
  ])('and that has %s is called damaged, not compared', async (_, rows) => {
    const pair = await replaceFile(await createPair(editLast), rows)
    const sentence =
      'This dataset is damaged: its Parquet file has rows without a number of their own. ' +
      'Run npm run verify where Holocron runs to see whether it can be repaired.'
    await expect(summarizeChanges(pair)).rejects.toMatchObject({ code: 'damaged', message: sentence })
    await expect(listChanges(pair, ALL)).rejects.toMatchObject({ code: 'damaged', message: sentence })
  })

  test('and that has no rows is compared: everything was added', async () => {
    const pair = await replaceFile(await createPair(editLast), '(1::BIGINT)', 'FALSE')
    expect(await summarizeChanges(pair)).toMatchObject({ added: 4, removed: 0, changed: 0, same: 0 })
  })

  test('and that is changed later is read again', async () => {
    const pair = await replaceFile(await createPair(editLast), '(1::BIGINT), (7)')
    expect(await summarizeChanges(pair)).toMatchObject({ added: 3, removed: 1, changed: 1 })
    const changed = await replaceFile(pair, '(1::BIGINT), (7), (8)')
    expect(await findDifferences(changed)).toEqual([{ first: 0, end: 1_000_000 }])
  })
})
