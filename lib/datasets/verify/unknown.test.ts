import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { parquetName } from '@/lib/datasets/files'
import { getDataset } from '@/lib/datasets/store'
import type { Finding } from '@/lib/datasets/verify/finding'
import { repairFindings } from '@/lib/datasets/verify/repair'
import {
  csv,
  dataset,
  flip,
  REPAIR,
  parquet,
  restore,
  rewriteParquet,
  setUpDataset,
} from '@/lib/datasets/verify/testing'
import { findUnknown, UNKNOWN_ORIGIN } from '@/lib/datasets/verify/unknown'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpDataset()

const receiptPath = (): string => storage.datasetPath(dataset.id, 'dataset.json')
let receipt: string
beforeAll(() => (receipt = readFileSync(receiptPath(), 'utf8')))
beforeEach(async () => {
  restore()
  writeFileSync(receiptPath(), receipt)
  await db().dataset.deleteMany()
})

function expected(what: string, repair: string | null): object {
  return {
    code: 'unknown-files',
    datasetId: dataset.id,
    message: `datasets/${dataset.id} is not in the database${what}`,
    repair,
  }
}

/** Returns the findings, after checking that repairing them leaves none. */
async function findAndRepair(): Promise<Finding[]> {
  const { findings } = await verifyDatasets({ deep: true })
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect((await verifyDatasets({ deep: true })).findings).toEqual([])
  return findings
}

async function findAndLeave(): Promise<Finding[]> {
  const read = (): Buffer[] => [csv.path, parquet.path].map((path) => readFileSync(path))
  const before = read()
  const { findings } = await verifyDatasets({ deep: true })
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  expect(await getDataset(dataset.id)).toBeNull()
  expect(read()).toEqual(before)
  return findings
}

test('a dataset whose files match its receipt can be adopted', async () => {
  expect(await findAndRepair()).toEqual([
    expected(
      ', but intact: its files match its dataset.json. Start Holocron or run npm run verify -- --repair to adopt it.',
      'adopt',
    ),
  ])
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('one without a receipt can be adopted when its two files agree, and states what is unknown', async () => {
  rmSync(receiptPath())
  expect(await findUnknown(false)).toEqual([
    expected(': it has no dataset.json. It was left untouched.', null),
  ])
  expect(await findAndRepair()).toEqual([
    expected(
      `, but intact: its CSV and its Parquet file agree in every value. It can be adopted: ${REPAIR}`,
      'adopt',
    ),
  ])
  const { id, fileName, rowCount, byteSize, sha256, parquetSha256 } = dataset
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(id) ?? []
  expect(await getDataset(id)).toMatchObject({
    ...{ id, fileName, rowCount, byteSize, sha256, parquetSha256, status: 'ready', source: null },
    createdAt: new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`),
    warnings: [UNKNOWN_ORIGIN],
  })
  expect(readFileSync(receiptPath(), 'utf8')).toContain(UNKNOWN_ORIGIN)
})

test('one whose receipt has no hash of the Parquet file can be adopted when the two files agree', async () => {
  writeFileSync(receiptPath(), JSON.stringify({ ...JSON.parse(receipt), parquetSha256: null }))
  expect(await findAndRepair()).toMatchObject([{ repair: 'adopt' }])
  expect(await getDataset(dataset.id)).toEqual({ ...dataset, parquetSha256: null })
})

test('one whose publishing was interrupted can be adopted when its download has been quiet for a minute', async () => {
  await writeSomeParts(dataset.id, [somePerson({})])
  expect(await findUnknown(true)).toEqual([])
  const then = new Date(Date.now() - 120_000)
  rmSync(storage.folder('parts', dataset.id), { recursive: true })
  await writeSomeParts(dataset.id, [])
  for (const path of [storage.folder('parts', dataset.id)]) utimesSync(path, then, then)
  expect(await findUnknown(true, Date.now() + 61_000)).toMatchObject([{ repair: 'adopt' }])
  const findings = await findUnknown(true, Date.now() + 61_000)
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect(await getDataset(dataset.id)).toEqual(dataset)
  expect(await storage.hasParts(dataset.id)).toBe(false)
})

describe('what cannot be proved is reported, and left untouched:', () => {
  test('a CSV that was changed', async () => {
    flip(csv, 100, 1)
    expect(await findAndLeave()).toMatchObject([
      {
        repair: null,
        message: expect.stringMatching(/: its CSV was changed: its sha256 is .+\. It was left untouched\.$/),
      },
    ])
  })

  test('files that disagree, without a receipt', async () => {
    rmSync(receiptPath())
    await rewriteParquet(`* REPLACE ('Nobody' AS name)`)
    expect(await findAndLeave()).toMatchObject([
      {
        repair: null,
        message: expect.stringMatching(
          /: it has no dataset\.json, and row 1 has name "Nobody" in its Parquet file, but "Person 1" in its CSV\. It was left untouched\.$/,
        ),
      },
    ])
  })

  test('a folder without one of the files', async () => {
    rmSync(receiptPath())
    rmSync(storage.datasetPath(dataset.id, parquetName(dataset.id)))
    expect((await verifyDatasets({ deep: true })).findings).toEqual([
      expected(': it has no dataset.json, and one of its two files is missing. It was left untouched.', null),
    ])
  })

  test.each([
    [
      'of another dataset',
      { id: '20200101-000000-aaaaa' },
      'its dataset.json is for another dataset, 20200101-000000-aaaaa',
    ],
    ['of a newer version', { format: 2 }, 'its dataset.json was written by a newer version of Holocron'],
  ])('a receipt %s', async (_what, changes, reason) => {
    writeFileSync(receiptPath(), JSON.stringify({ ...JSON.parse(receipt), ...changes }))
    expect(await findAndLeave()).toEqual([expected(`: ${reason}. It was left untouched.`, null)])
  })
})
