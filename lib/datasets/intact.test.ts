import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { parquetName } from '@/lib/datasets/files'
import { openIntact, readIntact } from '@/lib/datasets/intact'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { describePublished, type StoredFormat } from '@/lib/datasets/published'
import { readRowsCached } from '@/lib/datasets/query/cached'
import { readProfileCached } from '@/lib/datasets/query/cached'
import { countValues } from '@/lib/datasets/query/counts'
import { pivotValues } from '@/lib/datasets/query/pivot'
import { readRows } from '@/lib/datasets/query/rows'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import { purgeADayLater, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const VERIFY = 'Run npm run verify where Holocron runs to see whether it can be repaired.'

let dataset: Dataset
let folder: string
let kept: string

beforeAll(async () => {
  dataset = await createReadyDataset()
  folder = path.dirname(storage.datasetPath(dataset.id, dataset.fileName))
  kept = mkdtempSync(path.join(os.tmpdir(), 'holocron-kept-'))
  cpSync(folder, kept, { recursive: true })
})
beforeEach(() => jest.spyOn(log, 'error').mockReturnValue(undefined))
afterEach(() => {
  jest.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
  cpSync(kept, folder, { recursive: true })
})
afterAll(() => rmSync(kept, { recursive: true }))

function pathOf(format: StoredFormat): string {
  return storage.datasetPath(dataset.id, describePublished(dataset, format).fileName)
}

async function readAll(format: StoredFormat, start = 0, end?: number): Promise<Buffer> {
  const file = await openIntact(dataset, format)
  const pieces: Buffer[] = []
  for await (const piece of file.read(start, end ?? file.byteSize - 1)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What is done to a file, and how it is reported. */
const DAMAGES: [name: string, damage: (file: string) => void, told: Record<StoredFormat, string>][] = [
  ['missing', (file) => rmSync(file), both('is missing')],
  [
    'empty',
    (file) => truncateSync(file, 0),
    { csv: 'has 0 bytes instead of 5,913 bytes', parquet: changed() },
  ],
  [
    'cut short',
    (file) => truncateSync(file, 1_000),
    { csv: 'has 1,000 bytes instead of 5,913 bytes', parquet: changed() },
  ],
  [
    'longer than it was',
    (file) => appendFileSync(file, 'x'),
    { csv: 'has 5,914 bytes instead of 5,913 bytes', parquet: changed() },
  ],
  [
    'garbage of the same size',
    (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length, 7)),
    both(changed()),
  ],
  ['changed by a bit', flipBit, both(changed())],
  [
    'a link to a file elsewhere',
    (file) => linkTo(file, '/etc/passwd'),
    both('is a symbolic link, or is behind one'),
  ],
  [
    'a link to a copy of itself',
    (file) => linkTo(file, path.join(kept, path.basename(file))),
    both('is a symbolic link, or is behind one'),
  ],
  [
    'in a folder that is a link',
    (file) => linkTo(path.dirname(file), kept),
    both('is a symbolic link, or is behind one'),
  ],
  ['a folder', (file) => (rmSync(file), mkdirSync(file)), both('is a symbolic link, or is behind one')],
]

function both(told: string): Record<StoredFormat, string> {
  return { csv: told, parquet: told }
}

function changed(): string {
  return 'was changed: its sha256 is not the one it was published with'
}

function flipBit(file: string): void {
  const bytes = readFileSync(file)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

function linkTo(from: string, to: string): void {
  rmSync(from, { recursive: true })
  symlinkSync(to, from)
}

describe.each(DAMAGES)('a file that is %s', (_, damage, told) => {
  test('is damaged as a Parquet file, whatever the query', async () => {
    const slice = { limit: 10, offset: 0 }
    // Cached results must not hide the damage.
    await readRowsCached(dataset, slice)
    await readProfileCached(dataset, EVERYTHING)
    damage(pathOf('parquet'))
    const failure = {
      code: 'damaged',
      message: `This dataset is damaged: its Parquet file ${told.parquet}. ${VERIFY}`,
    }
    for (const read of [
      () => readRows(dataset, slice),
      () => readRows(dataset, { ...slice, q: 'a', sort: [{ column: 'mass', descending: true }] }),
      () => readRowsCached(dataset, slice),
      () => readProfileCached(dataset, EVERYTHING),
      () => countValues(dataset, { ...slice, columns: ['homeworld'] }),
      () => pivotValues(dataset, { ...EVERYTHING, columns: ['homeworld', 'gender'] }),
      () => openIntact(dataset, 'parquet'),
    ]) {
      await expect(read()).rejects.toMatchObject(failure)
    }
  })

  test('is damaged as a CSV', async () => {
    damage(pathOf('csv'))
    await expect(openIntact(dataset, 'csv')).rejects.toMatchObject({
      code: 'damaged',
      message: `This dataset is damaged: its CSV ${told.csv}. ${VERIFY}`,
    })
  })
})

test('a file that is repaired is read again', async () => {
  flipBit(pathOf('parquet'))
  await expect(readRows(dataset, { limit: 1, offset: 0 })).rejects.toMatchObject({ code: 'damaged' })
  cpSync(path.join(kept, parquetName(dataset.id)), pathOf('parquet'))
  expect((await readRows(dataset, { limit: 1, offset: 0 })).rows).toMatchObject([{ name: 'Luke Skywalker' }])
})

test('without a recorded sha256, a file that DuckDB cannot read is damaged', async () => {
  writeFileSync(pathOf('parquet'), 'garbage')
  const old = { ...dataset, parquetSha256: null }
  await expect(readRows(old, { limit: 1, offset: 0 })).rejects.toMatchObject({
    code: 'damaged',
    message: `This dataset is damaged: its Parquet file cannot be read. ${VERIFY}`,
  })
})

test('a defect in our code is not reported as damage', async () => {
  const defect = new Error('Binder Error: Referenced column "nmae" not found in FROM clause!')
  await expect(readIntact(dataset, () => Promise.reject(defect))).rejects.toBe(defect)
})

test('a dataset that was deleted meanwhile is not found rather than damaged', async () => {
  const gone = await createReadyDataset()
  await deleteDataset(gone.id)
  // Whoever began before the deletion reads on, while it can be restored.
  expect(await readRows(gone, { limit: 1, offset: 0 })).toMatchObject({ total: 82 })
  await purgeADayLater()
  const failure = { code: 'not_found', message: 'This dataset has just been deleted.' }
  await expect(readRows(gone, { limit: 1, offset: 0 })).rejects.toMatchObject(failure)
  await expect(openIntact(gone, 'csv')).rejects.toMatchObject(failure)
})

describe('an open file', () => {
  test('returns all of its bytes, or a range of them', async () => {
    const stored = readFileSync(pathOf('csv'))
    expect((await readAll('csv')).equals(stored)).toBe(true)
    expect((await readAll('csv', 100, 199)).equals(stored.subarray(100, 200))).toBe(true)
    expect((await readAll('csv', 5_912)).equals(stored.subarray(-1))).toBe(true)
  })

  test('that is cut short while it is read fails at its end', async () => {
    const file = await openIntact(dataset, 'csv')
    truncateSync(pathOf('csv'), 4_000)
    const read = async (): Promise<void> => {
      for await (const piece of file.read(0, file.byteSize - 1)) expect(piece.byteLength).toBe(0)
    }
    await expect(read()).rejects.toThrow('was cut short while it was being sent')
  })

  test('is read to its end when its dataset is deleted meanwhile', async () => {
    const stored = readFileSync(pathOf('csv'))
    const file = await openIntact(dataset, 'csv')
    renameSync(folder, `${folder}-gone`)
    rmSync(`${folder}-gone`, { recursive: true })
    const pieces: Buffer[] = []
    for await (const piece of file.read(0, file.byteSize - 1)) pieces.push(piece)
    expect(Buffer.concat(pieces).equals(stored)).toBe(true)
  })

  test('is closed at its end, when reading stops midway, and when nothing is read', async () => {
    if (process.platform !== 'linux') return expect(process.platform).not.toBe('linux')
    const count = (): number => readdirSync('/proc/self/fd').length
    await readAll('csv')
    const before = count()
    await readAll('csv')
    const left = await openIntact(dataset, 'csv')
    for await (const piece of left.read(0, 10)) {
      expect(piece.byteLength).toBe(11)
      break
    }
    const unread = await openIntact(dataset, 'csv')
    await unread.close()
    await unread.close()
    expect(count()).toBe(before)
  })
})
