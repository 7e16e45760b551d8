import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { parquetName } from '@/lib/datasets/file-names'
import { getDataset } from '@/lib/datasets/store'
import { verifyDatasets } from '@/lib/datasets/verify'
import type { Finding } from '@/lib/datasets/verify/finding'
import { repairFindings } from '@/lib/datasets/verify/repair'
import {
  csv,
  dataset,
  flip,
  MEND,
  parquet,
  restore,
  rewriteParquet,
  setUpDataset,
} from '@/lib/datasets/verify/testing'
import { findUnknown, UNKNOWN_ORIGIN } from '@/lib/datasets/verify/unknown'
import { db } from '@/lib/db'
import { datasetPath, folder, hasParts } from '@/lib/storage'
import { somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpDataset()

const receiptPath = (): string => datasetPath(dataset.id, 'dataset.json')
let receipt: string
beforeAll(() => (receipt = readFileSync(receiptPath(), 'utf8')))
beforeEach(async () => {
  restore()
  writeFileSync(receiptPath(), receipt)
  await db().dataset.deleteMany()
})

function expected(what: string, repair: string | null): object {
  return {
    code: 'I5',
    datasetId: dataset.id,
    message: `datasets/${dataset.id} is not in the database${what}`,
    repair,
  }
}

/** What is found, after its repair has found nothing more. */
async function findAndMend(): Promise<Finding[]> {
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

test('a dataset whose files are those of its receipt can be adopted', async () => {
  expect(await findAndMend()).toEqual([
    expected(
      ', but whole: its files are those that its dataset.json names. Start Holocron, or run npm run verify -- --repair, and it is adopted.',
      'adopt',
    ),
  ])
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('one without a receipt can be adopted when its two files agree, and says what is not known', async () => {
  rmSync(receiptPath())
  expect(await findUnknown(false)).toEqual([
    expected(': it has no dataset.json. It was left untouched.', null),
  ])
  expect(await findAndMend()).toEqual([
    expected(
      `, but whole: its CSV and its Parquet companion agree in every value. It can be adopted: ${MEND}`,
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

test('one of whose companion the receipt has no hash can be adopted when the two files agree', async () => {
  writeFileSync(receiptPath(), JSON.stringify({ ...JSON.parse(receipt), parquetSha256: null }))
  expect(await findAndMend()).toMatchObject([{ repair: 'adopt' }])
  expect(await getDataset(dataset.id)).toEqual({ ...dataset, parquetSha256: null })
})

test('one whose publishing was interrupted can be adopted when its download has been quiet for a minute', async () => {
  await writeSomeParts(dataset.id, [somePerson({})])
  expect(await findUnknown(true)).toEqual([])
  const then = new Date(Date.now() - 120_000)
  rmSync(folder('parts', dataset.id), { recursive: true })
  await writeSomeParts(dataset.id, [])
  for (const path of [folder('parts', dataset.id)]) utimesSync(path, then, then)
  expect(await findUnknown(true, Date.now() + 61_000)).toMatchObject([{ repair: 'adopt' }])
  const findings = await findUnknown(true, Date.now() + 61_000)
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect(await getDataset(dataset.id)).toEqual(dataset)
  expect(await hasParts(dataset.id)).toBe(false)
})

describe('what cannot be proved is told, and left untouched:', () => {
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
          /: it has no dataset\.json, and row 1 of its Parquet companion has name "Nobody", but "Person 1" in its CSV\. It was left untouched\.$/,
        ),
      },
    ])
  })

  test('a folder without one of the files', async () => {
    rmSync(receiptPath())
    rmSync(datasetPath(dataset.id, parquetName(dataset.id)))
    expect((await verifyDatasets({ deep: true })).findings).toEqual([
      expected(': it has no dataset.json, and one of its two files is missing. It was left untouched.', null),
    ])
  })

  test.each([
    [
      'of another dataset',
      { id: '20200101-000000-aaaaa' },
      'its dataset.json is about another dataset, 20200101-000000-aaaaa',
    ],
    ['of a newer version', { format: 2 }, 'its dataset.json was written by a newer version of Holocron'],
  ])('a receipt %s', async (_what, changes, reason) => {
    writeFileSync(receiptPath(), JSON.stringify({ ...JSON.parse(receipt), ...changes }))
    expect(await findAndLeave()).toEqual([expected(`: ${reason}. It was left untouched.`, null)])
  })
})
