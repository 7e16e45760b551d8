import { rmSync, truncateSync } from 'node:fs'
import { writeCsvFromParquet } from '@/lib/datasets/companion'
import { verifyDatasets } from '@/lib/datasets/verify'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { db } from '@/lib/db'
import { withConnection } from '@/lib/duckdb'
import {
  CSV_FROM_COMPANION,
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
  expectMended,
  expectLeftAlone,
} from '@/lib/datasets/verify/testing'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpDataset()

describe('nothing is wrong with', () => {
  test('a dataset as it was made', async () => {
    expect(await findProblems()).toEqual([])
    expect(await findProblems(false)).toEqual([])
  })

  test('one of more rows than a group of the companion has', async () => {
    const { id } = await createReadyDataset(people(123_000))
    expect(await verifyDatasets({ ids: [id], deep: true })).toEqual({ checked: 1, findings: [] })
  })

  test('the bundled archive, and values that need quoting or look like none', async () => {
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
  test('is missing is written again from the companion', async () => {
    rmSync(csv.path)
    expect(await findProblems()).toEqual([
      finding('I1', `its CSV is missing. ${CSV_FROM_COMPANION}`, 'rebuild csv'),
    ])
    await expectMended()
  })

  test('has another byte is written again from the companion', async () => {
    flip(csv, 100, 0x01)
    expect(await findProblems()).toEqual([
      {
        ...finding('I2', '', 'rebuild csv'),
        message: expect.stringMatching(
          /its CSV was changed: its sha256 is [0-9a-f]{8}… instead of [0-9a-f]{8}…\. Its Parquet companion is sound/,
        ),
      },
    ])
    await expectMended()
  })

  test('is too short is written again from the companion', async () => {
    truncateSync(csv.path, 1_000)
    expect(await findProblems()).toEqual([
      finding(
        'I2',
        `its CSV has 1,000 bytes instead of ${csv.bytes.byteLength.toLocaleString('en-US')} bytes. ${CSV_FROM_COMPANION}`,
        'rebuild csv',
      ),
    ])
    await expectMended()
  })

  test('is missing as the companion is cannot be mended, and the dataset stays', async () => {
    rmSync(csv.path)
    rmSync(parquet.path)
    const findings = await findProblems()
    expect(findings).toEqual([
      finding('I1', `its CSV is missing. ${NOTHING_CAN_REPLACE}`),
      finding('I1', `its Parquet companion is missing. ${NOTHING_CAN_REPLACE}`),
    ])
    expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
    expect(await db().dataset.count({ where: { id: dataset.id, status: 'ready' } })).toBe(1)
  })

  test('was changed together with its companion cannot be mended', async () => {
    await rewriteParquet(`* REPLACE ('Nobody' AS name)`)
    await withConnection('work', (connection) => writeCsvFromParquet(connection, parquet.path, csv.path))
    const findings = await findProblems()
    expect(findings).toMatchObject([
      { code: 'I2', repair: null },
      finding('I7', `its Parquet companion gives another CSV, too. ${NOTHING_CAN_REPLACE}`),
    ])
    await expectLeftAlone()
  })
})

describe('a record in the database that', () => {
  afterEach(async () => {
    const { rowCount, declaredCount, sha256 } = dataset
    await db().dataset.update({ where: { id: dataset.id }, data: { rowCount, declaredCount, sha256 } })
  })
  const AGREE =
    'The two files agree with each other. Something other than Holocron must have changed the database.'
  const RECEIPT = (field: string): string =>
    `its dataset.json and the database differ in ${field}. Put the files right first.`

  test('has another number of rows is told, and left alone', async () => {
    await db().dataset.update({ where: { id: dataset.id }, data: { rowCount: 39 } })
    expect(await findProblems()).toEqual([
      finding('I3', `its CSV has 40 rows, its Parquet companion 40, the database says 39. ${AGREE}`),
      finding('I9', RECEIPT('rowCount')),
    ])
    await expectLeftAlone()
  })

  test('has another declared number is told', async () => {
    await db().dataset.update({ where: { id: dataset.id }, data: { declaredCount: 1_041 } })
    expect(await findProblems()).toEqual([
      finding(
        'I3',
        `its CSV has 40 rows, its Parquet companion 40, the database says 40, the source declared 1,041. ${AGREE}`,
      ),
      finding('I9', RECEIPT('declaredCount')),
    ])
  })
})

describe('a quick look', () => {
  test.each([
    ['CSV', 'I1', () => rmSync(csv.path), 'its CSV is missing'],
    ['companion', 'I1', () => rmSync(parquet.path), 'its Parquet companion is missing'],
    ['length', 'I2', () => truncateSync(csv.path, 0), 'its CSV has 0 bytes instead of'],
    ['byte', 'I2', () => flip(csv, 7), 'its CSV was changed: its sha256 is'],
  ])('sees a wrong %s', async (_what, code, damage, sentence) => {
    damage()
    expect(await findProblems(false)).toEqual([
      { code, datasetId: dataset.id, message: expect.stringContaining(sentence), repair: null },
    ])
  })
})
