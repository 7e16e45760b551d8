import { rmSync, truncateSync } from 'node:fs'
import { writeCsvFromParquet } from '@/lib/datasets/assemble/write-files'
import { repairFindings } from '@/lib/datasets/verify/repair'
import {
  CSV_FROM_PARQUET,
  NOTHING_CAN_REPLACE,
  dataset,
  csv,
  parquet,
  setUpDataset,
  people,
  findProblems,
  finding,
  flip,
  rewriteParquet,
  expectRepaired,
  expectLeftAlone,
} from '@/lib/datasets/verify/testing'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { db } from '@/lib/db/client'
import { withConnection } from '@/lib/duckdb/lanes'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpDataset()

describe('nothing is wrong with', () => {
  test('a dataset as it was made', async () => {
    expect(await findProblems()).toEqual([])
    expect(await findProblems(false)).toEqual([])
  })

  test('one with more rows than a row group of the Parquet file', async () => {
    const { id } = await createReadyDataset(people(123_000))
    expect(await verifyDatasets({ ids: [id], deep: true })).toEqual({ checked: 1, findings: [] })
  })

  test('the bundled archive, and values that need quoting or look like no value', async () => {
    const names = [
      'a,b',
      '"',
      '""',
      'two\nlines',
      'two\r\nlines',
      '\r',
      '',
      ' ',
      'NULL',
      '\uFEFFmarked',
      '=1+1',
      '\\N',
    ]
    const odd = names.map((name, index) => somePerson({ id: index + 1, name, hair_color: name, mass: name }))
    const ids = [(await createReadyDataset()).id, (await createReadyDataset(odd)).id]
    expect(await verifyDatasets({ ids, deep: true })).toEqual({ checked: 2, findings: [] })
  })
})

describe('a CSV that', () => {
  test('is missing is rebuilt from the Parquet file', async () => {
    rmSync(csv.path)
    expect(await findProblems()).toEqual([
      finding('file-missing', `its CSV is missing. ${CSV_FROM_PARQUET}`, 'rebuild csv'),
    ])
    await expectRepaired()
  })

  test('has a changed byte is rebuilt from the Parquet file', async () => {
    flip(csv, 100, 0x01)
    expect(await findProblems()).toEqual([
      {
        ...finding('file-changed', '', 'rebuild csv'),
        message: expect.stringMatching(
          /its CSV was changed: its sha256 is [0-9a-f]{8}… instead of [0-9a-f]{8}…\. Its Parquet file is intact/,
        ),
      },
    ])
    await expectRepaired()
  })

  test('is too short is rebuilt from the Parquet file', async () => {
    truncateSync(csv.path, 1_000)
    expect(await findProblems()).toEqual([
      finding(
        'file-changed',
        `its CSV has 1,000 bytes instead of ${csv.bytes.byteLength.toLocaleString('en-US')} bytes. ${CSV_FROM_PARQUET}`,
        'rebuild csv',
      ),
    ])
    await expectRepaired()
  })

  test('is missing together with the Parquet file cannot be repaired, and the dataset stays', async () => {
    rmSync(csv.path)
    rmSync(parquet.path)
    const findings = await findProblems()
    expect(findings).toEqual([
      finding('file-missing', `its CSV is missing. ${NOTHING_CAN_REPLACE}`),
      finding('file-missing', `its Parquet file is missing. ${NOTHING_CAN_REPLACE}`),
    ])
    expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
    expect(await db().dataset.count({ where: { id: dataset.id, status: 'ready' } })).toBe(1)
  })

  test('was changed together with its Parquet file cannot be repaired', async () => {
    await rewriteParquet(`* REPLACE ('Nobody' AS name)`)
    await withConnection('work', (connection) => writeCsvFromParquet(connection, parquet.path, csv.path))
    const findings = await findProblems()
    expect(findings).toMatchObject([
      { code: 'file-changed', repair: null },
      finding('file-bytes', `its Parquet file produces a different CSV, too. ${NOTHING_CAN_REPLACE}`),
    ])
    await expectLeftAlone()
  })
})

describe('a row in the database that', () => {
  afterEach(async () => {
    const { rowCount, declaredCount, sha256 } = dataset
    await db().dataset.update({ where: { id: dataset.id }, data: { rowCount, declaredCount, sha256 } })
  })
  const AGREE =
    'The two files agree with each other. Something other than Holocron must have changed the database.'
  const RECEIPT = (field: string): string =>
    `its dataset.json and the database differ in ${field}. Repair the files first.`

  test('has a different row count is reported, and left alone', async () => {
    await db().dataset.update({ where: { id: dataset.id }, data: { rowCount: 39 } })
    expect(await findProblems()).toEqual([
      finding('row-counts', `its CSV has 40 rows, its Parquet file 40, the database says 39. ${AGREE}`),
      finding('receipt', RECEIPT('rowCount')),
    ])
    await expectLeftAlone()
  })

  test('has a different declared count is reported', async () => {
    await db().dataset.update({ where: { id: dataset.id }, data: { declaredCount: 1_041 } })
    expect(await findProblems()).toEqual([
      finding(
        'row-counts',
        `its CSV has 40 rows, its Parquet file 40, the database says 40, the source declared 1,041. ${AGREE}`,
      ),
      finding('receipt', RECEIPT('declaredCount')),
    ])
  })
})

describe('a quick verification', () => {
  test.each([
    ['CSV', 'file-missing', () => rmSync(csv.path), 'its CSV is missing'],
    ['Parquet file', 'file-missing', () => rmSync(parquet.path), 'its Parquet file is missing'],
    ['length', 'file-changed', () => truncateSync(csv.path, 0), 'its CSV has 0 bytes instead of'],
    ['byte', 'file-changed', () => flip(csv, 7), 'its CSV was changed: its sha256 is'],
  ])('finds a wrong %s', async (_what, code, damage, sentence) => {
    damage()
    expect(await findProblems(false)).toEqual([
      { code, datasetId: dataset.id, message: expect.stringContaining(sentence), repair: null },
    ])
  })
})
