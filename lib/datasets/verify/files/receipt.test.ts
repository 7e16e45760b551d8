import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeCsvFromParquet } from '@/lib/datasets/assemble/write-files'
import { formatReceipt } from '@/lib/datasets/receipt'
import { repairFindings } from '@/lib/datasets/verify/repair'
import {
  csv,
  dataset,
  expectLeftAlone,
  finding,
  findProblems,
  flip,
  REPAIR,
  parquet,
  rewriteParquet,
  setUpDataset,
} from '@/lib/datasets/verify/testing'
import { db } from '@/lib/db/client'
import { withConnection } from '@/lib/duckdb/lanes'
import { shortHash } from '@/lib/format'
import { storage } from '@/lib/storage'

setUpDataset()

const FROM_DATABASE = `The files match the database, so it can be written from the database: ${REPAIR}`
const receiptPath = (): string => storage.datasetPath(dataset.id, 'dataset.json')
const write = (changes: object): void =>
  writeFileSync(receiptPath(), formatReceipt({ ...dataset, ...changes }))
afterEach(() => write({}))

async function expectRewritten(): Promise<void> {
  const findings = await findProblems()
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect(readFileSync(receiptPath(), 'utf8')).toBe(formatReceipt(dataset))
}

describe('a dataset.json that', () => {
  test('is missing is rewritten from the database', async () => {
    rmSync(receiptPath())
    const findings = [finding('receipt', `it has no dataset.json. ${FROM_DATABASE}`, 'write receipt')]
    expect(await findProblems(false)).toEqual(findings)
    expect(await findProblems()).toEqual(findings)
    await expectRewritten()
  })

  test('cannot be read is rewritten', async () => {
    writeFileSync(receiptPath(), '{"format":1')
    expect(await findProblems()).toMatchObject([
      {
        code: 'receipt',
        message: expect.stringMatching(/: its dataset\.json cannot be read \(.+\)\. The files match/),
      },
    ])
    await expectRewritten()
  })

  test('differs is reported with the fields, and rewritten', async () => {
    write({ requests: 7, warnings: ['Odd.'] })
    expect(await findProblems()).toEqual([
      finding(
        'receipt',
        `its dataset.json and the database differ in requests, warnings. ${FROM_DATABASE}`,
        'write receipt',
      ),
    ])
    await expectRewritten()
  })

  test('names a different CSV than the database and the file do is rewritten', async () => {
    write({ sha256: 'ab'.repeat(32) })
    const ours = shortHash(dataset.sha256 ?? '')
    expect(await findProblems()).toEqual([
      finding(
        'receipt',
        `the sha256 of its CSV is ${ours} in the database, but abababab… in its dataset.json; the file’s is ${ours}. ` +
          FROM_DATABASE,
        'write receipt',
      ),
    ])
    await expectRewritten()
  })

  test('was written by a newer version is left alone', async () => {
    const newer = JSON.stringify({ format: 2 })
    writeFileSync(receiptPath(), newer)
    expect(await findProblems()).toEqual([
      finding(
        'receipt',
        'its dataset.json was written by a newer version of Holocron. It was left untouched.',
      ),
    ])
    await expectLeftAlone()
    expect(readFileSync(receiptPath(), 'utf8')).toBe(newer)
  })

  test('is missing next to a changed CSV waits for the CSV', async () => {
    rmSync(receiptPath())
    flip(csv, 100, 1)
    expect(await findProblems()).toMatchObject([
      { code: 'file-changed', repair: 'rebuild csv' },
      finding('receipt', 'it has no dataset.json. Repair the files first.'),
    ])
  })
})

describe('a database that has a different CSV than the file and its receipt', () => {
  afterEach(() => db().dataset.update({ where: { id: dataset.id }, data: { sha256: dataset.sha256 } }))

  test('is reported, and the files are left untouched, though the Parquet file would produce the database’s', async () => {
    // Another CSV with its receipt, as a restored copy of the storage may have.
    await rewriteParquet(`* REPLACE ('Nobody' AS name)`)
    const other = await withConnection('work', (connection) =>
      writeCsvFromParquet(connection, parquet.path, csv.path),
    )
    writeFileSync(parquet.path, parquet.bytes)
    write({ ...other, parquetSha256: await storage.hashFile(parquet.path) })
    const findings = await findProblems()
    expect(findings).toEqual([
      finding(
        'receipt',
        `the sha256 of its CSV is ${shortHash(dataset.sha256 ?? '')} in the database, but ${shortHash(other.sha256)} ` +
          `in its dataset.json; the file’s is ${shortHash(other.sha256)}. The files match their receipt, so the ` +
          'database is from a different point in time, or was changed. Restore a backup of it that knows these files; ' +
          'a new, empty database adopts them, too. Nothing was changed.',
      ),
    ])
    await expectLeftAlone()
  })
})
