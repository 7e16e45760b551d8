import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const inside = (...names: string[]): string => path.join(env().STORAGE_DIR, ...names)

let dataset: Dataset

beforeAll(async () => {
  dataset = await createReadyDataset([somePerson({})])
})

/** Makes files look as if they had last changed that long ago. */
function age(minutes: number, ...paths: string[]): void {
  const then = new Date(Date.now() - minutes * 60_000)
  for (const each of paths) utimesSync(each, then, then)
}

/** Creates an old folder with one old file. */
function makeOrphan(kind: 'parts' | 'trash', id = createDatasetId()): string {
  mkdirSync(inside(kind, id), { recursive: true })
  writeFileSync(inside(kind, id, 'people.csv'), 'name\n')
  age(2, inside(kind, id, 'people.csv'), inside(kind, id))
  return id
}

async function createDownload(status: string, finishedAt: Date | null): Promise<string> {
  const id = createDatasetId()
  await createDataset(id, id)
  await markStarted({ datasetId: id, attempt: 1 })
  await writeSomeParts(id, [somePerson({})])
  await db().dataset.update({ where: { id }, data: { status, finishedAt } })
  age(2, inside('parts', id))
  return id
}

test('a storage with a ready dataset has no leftovers, however old', async () => {
  age(2, inside('datasets', dataset.id))
  expect(await findLeftovers(Date.now() + 3_600_000)).toEqual([])
})

test('old parts and remains in the trash are found and removed, and nothing else', async () => {
  const [parts, trash] = [makeOrphan('parts'), makeOrphan('trash')]
  age(2 * 24 * 60, inside('parts', parts, 'people.csv'), inside('parts', parts))
  const findings = await findLeftovers()
  expect(findings).toEqual([
    {
      code: 'unknown-files',
      datasetId: parts,
      message: `parts/${parts} belongs to no download that is running or can be resumed. It can be removed: npm run verify -- --repair`,
      repair: 'sweep',
    },
    {
      code: 'unknown-files',
      datasetId: trash,
      message: `trash/${trash} was left behind by a deleted dataset. It can be removed: npm run verify -- --repair`,
      repair: 'sweep',
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect(existsSync(inside('parts', parts))).toBe(false)
  expect(existsSync(inside('trash', trash))).toBe(false)
  expect(existsSync(inside('datasets', dataset.id, dataset.fileName))).toBe(true)
})

test('parts of a download that this database does not know may belong to another database for a day', async () => {
  const id = makeOrphan('parts')
  expect(await findLeftovers()).toEqual([])
  expect(await findLeftovers(Date.now() + 24 * 3_600_000)).toMatchObject([{ datasetId: id }])
  rmSync(inside('parts', id), { recursive: true })
})

test('an interrupted deletion is reported, and undone', async () => {
  await storage.moveToTrash(dataset.id)
  age(2, inside('trash', dataset.id, dataset.fileName), inside('trash', dataset.id))
  const findings = await findLeftovers(Date.now() + 61_000)
  expect(findings).toEqual([
    {
      code: 'unknown-files',
      datasetId: dataset.id,
      message: `trash/${dataset.id} holds the files of a dataset whose deletion was interrupted. They can be restored: npm run verify -- --repair`,
      repair: 'sweep',
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect(existsSync(inside('datasets', dataset.id, dataset.fileName))).toBe(true)
})

test('trash of a dataset that has its files is reported, and stays', async () => {
  makeOrphan('trash', dataset.id)
  const findings = await findLeftovers()
  expect(findings).toEqual([
    {
      code: 'unknown-files',
      datasetId: dataset.id,
      message: `trash/${dataset.id} holds other files of a dataset whose own files are in place. Move them elsewhere.`,
      repair: null,
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  expect(existsSync(inside('trash', dataset.id, 'people.csv'))).toBe(true)
  rmSync(inside('trash', dataset.id), { recursive: true })
})

test.each(['folder', 'file'])(
  'one whose %s is younger than a minute may be work in progress',
  async (young) => {
    const id = makeOrphan('trash')
    const now = new Date()
    utimesSync(young === 'folder' ? inside('trash', id) : inside('trash', id, 'people.csv'), now, now)
    expect(await findLeftovers()).toEqual([])
    expect(await findLeftovers(Date.now() + 61_000)).toMatchObject([{ datasetId: id }])
    rmSync(inside('trash', id), { recursive: true })
  },
)

test('parts of downloads that are running, or failed within the hour, are not leftovers; later they are', async () => {
  const now = Date.now()
  const running = await createDownload('downloading', null)
  const failed = await createDownload('failed', new Date(now))
  const cancelled = await createDownload('cancelled', new Date(now))
  const ids = async (at: number): Promise<unknown[]> =>
    (await findLeftovers(at)).map(({ datasetId }) => datasetId)
  expect(await ids(now + 120_000)).toEqual([cancelled])
  expect(await ids(now + 61 * 60_000)).toEqual([failed, cancelled].sort())
  for (const id of [running, failed, cancelled]) rmSync(inside('parts', id), { recursive: true })
})

test('a file in the folder of a dataset that does not belong to it is reported, and stays', async () => {
  const own = inside('datasets', dataset.id)
  const files = ['notes.txt', `${dataset.fileName}.1a2b3c4d.tmp`, '.DS_Store']
  for (const file of files) writeFileSync(path.join(own, file), 'x')
  age(2, ...files.map((file) => path.join(own, file)))
  const findings = await findLeftovers()
  expect(findings).toEqual([
    {
      code: 'unknown-files',
      datasetId: dataset.id,
      message: `datasets/${dataset.id}/notes.txt is not a file of its dataset. Move it elsewhere.`,
      repair: null,
    },
    {
      code: 'unknown-files',
      datasetId: dataset.id,
      message: `datasets/${dataset.id}/${dataset.fileName}.1a2b3c4d.tmp was left half-written. Move it elsewhere.`,
      repair: null,
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  for (const file of files) rmSync(path.join(own, file))
})

test('what is not a dataset is reported, and stays; what file systems and desktops leave is not reported', async () => {
  for (const name of ['backup', 'lost+found']) {
    mkdirSync(inside('datasets', name))
    age(2, inside('datasets', name))
  }
  const findings = await findLeftovers()
  expect(findings).toEqual([
    {
      code: 'unknown-files',
      datasetId: null,
      message: 'datasets/backup was not created by Holocron. Move it elsewhere.',
      repair: null,
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  expect(existsSync(inside('datasets', 'backup'))).toBe(true)
})
