import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeCsvFromParquet } from '@/lib/datasets/companion'
import { formatReceipt } from '@/lib/datasets/receipt'
import { repairFindings } from '@/lib/datasets/verify/repair'
import {
  csv,
  dataset,
  expectLeftAlone,
  finding,
  findProblems,
  flip,
  MEND,
  parquet,
  rewriteParquet,
  setUpDataset,
} from '@/lib/datasets/verify/testing'
import { db } from '@/lib/db'
import { withConnection } from '@/lib/duckdb'
import { shortHash } from '@/lib/format'
import { datasetPath, hashFile } from '@/lib/storage'

setUpDataset()

const FROM_DATABASE = `The files are those that the database knows, so it can be written again: ${MEND}`
const receiptPath = (): string => datasetPath(dataset.id, 'dataset.json')
const write = (changes: object): void =>
  writeFileSync(receiptPath(), formatReceipt({ ...dataset, ...changes }))
afterEach(() => write({}))

async function expectRewritten(): Promise<void> {
  const findings = await findProblems()
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect(readFileSync(receiptPath(), 'utf8')).toBe(formatReceipt(dataset))
}

describe('a dataset.json that', () => {
  test('is missing is written again from the database', async () => {
    rmSync(receiptPath())
    const findings = [finding('I9', `it has no dataset.json. ${FROM_DATABASE}`, 'write receipt')]
    expect(await findProblems(false)).toEqual(findings)
    expect(await findProblems()).toEqual(findings)
    await expectRewritten()
  })

  test('cannot be read is written again', async () => {
    writeFileSync(receiptPath(), '{"format":1')
    expect(await findProblems()).toMatchObject([
      {
        code: 'I9',
        message: expect.stringMatching(/: its dataset\.json cannot be read \(.+\)\. The files are/),
      },
    ])
    await expectRewritten()
  })

  test('says something else is told by the fields, and written again', async () => {
    write({ requests: 7, warnings: ['Odd.'] })
    expect(await findProblems()).toEqual([
      finding(
        'I9',
        `its dataset.json and the database differ in requests, warnings. ${FROM_DATABASE}`,
        'write receipt',
      ),
    ])
    await expectRewritten()
  })

  test('names another CSV than the database and the file is written again', async () => {
    write({ sha256: 'ab'.repeat(32) })
    const ours = shortHash(dataset.sha256 ?? '')
    expect(await findProblems()).toEqual([
      finding(
        'I9',
        `the database says that the sha256 of its CSV is ${ours}, its dataset.json abababab…; the file’s is ${ours}. ` +
          FROM_DATABASE,
        'write receipt',
      ),
    ])
    await expectRewritten()
  })

  test('is a newer version’s is left alone', async () => {
    const newer = JSON.stringify({ format: 2 })
    writeFileSync(receiptPath(), newer)
    expect(await findProblems()).toEqual([
      finding('I9', 'its dataset.json was written by a newer version of Holocron. It was left as it was.'),
    ])
    await expectLeftAlone()
    expect(readFileSync(receiptPath(), 'utf8')).toBe(newer)
  })

  test('is missing beside a CSV that was changed waits for the CSV', async () => {
    rmSync(receiptPath())
    flip(csv, 100, 1)
    expect(await findProblems()).toMatchObject([
      { code: 'I2', repair: 'rebuild csv' },
      finding('I9', 'it has no dataset.json. Put the files right first.'),
    ])
  })
})

describe('a database that knows another CSV than the file and its receipt', () => {
  afterEach(() => db().dataset.update({ where: { id: dataset.id }, data: { sha256: dataset.sha256 } }))

  test('is told, and the files are left as they are, though the companion would give the database’s', async () => {
    // The database’s CSV, then another one with its receipt, as a copy of the storage may bring it.
    await rewriteParquet(`* REPLACE ('Nobody' AS name)`)
    const other = await withConnection('work', (connection) =>
      writeCsvFromParquet(connection, parquet.path, csv.path),
    )
    writeFileSync(parquet.path, parquet.bytes)
    write({ ...other, parquetSha256: await hashFile(parquet.path) })
    const findings = await findProblems()
    expect(findings).toEqual([
      finding(
        'I9',
        `the database says that the sha256 of its CSV is ${shortHash(dataset.sha256 ?? '')}, its dataset.json ` +
          `${shortHash(other.sha256)}; the file’s is ${shortHash(other.sha256)}. The files and their receipt agree, so ` +
          'the database is another state of itself, or was changed. Put back a copy of it that knows these files; a ' +
          'new, empty database adopts them, too. Nothing was changed.',
      ),
    ])
    await expectLeftAlone()
  })
})
