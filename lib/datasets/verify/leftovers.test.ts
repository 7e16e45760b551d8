import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/types'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { createDatasetId } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const inside = (...names: string[]): string => path.join(env().STORAGE_DIR, ...names)

let dataset: Dataset

beforeAll(async () => {
  dataset = await createReadyDataset([somePerson({})])
})

/** Makes files look as if they had been left alone for two minutes. */
function age(...paths: string[]): void {
  const then = new Date(Date.now() - 120_000)
  for (const each of paths) utimesSync(each, then, then)
}

/** An old folder with one old file. */
function makeOrphan(kind: 'datasets' | 'parts', id = createDatasetId()): string {
  mkdirSync(inside(kind, id), { recursive: true })
  writeFileSync(inside(kind, id, 'people.csv'), 'name\n')
  age(inside(kind, id, 'people.csv'), inside(kind, id))
  return id
}

async function createDownload(status: string, finishedAt: Date | null): Promise<string> {
  const id = createDatasetId()
  await createDataset(id, id)
  await markStarted({ datasetId: id, attempt: 1 })
  await writeSomeParts(id, [somePerson({})])
  await db().dataset.update({ where: { id }, data: { status, finishedAt } })
  age(inside('parts', id))
  return id
}

test('a storage with a ready dataset has none, however old', async () => {
  age(inside('datasets', dataset.id))
  expect(await findLeftovers(Date.now() + 3_600_000)).toEqual([])
})

test('folders that no dataset refers to are found and removed, and nothing else is', async () => {
  const [files, parts] = [makeOrphan('datasets'), makeOrphan('parts')]
  const findings = await findLeftovers()
  expect(findings).toEqual([
    {
      code: 'I5',
      datasetId: files,
      message: `datasets/${files} belongs to no dataset. It can be removed: npm run verify -- --repair`,
      repair: 'remove',
    },
    {
      code: 'I5',
      datasetId: parts,
      message: `parts/${parts} belongs to no download that runs or can be resumed. It can be removed: npm run verify -- --repair`,
      repair: 'remove',
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  expect(existsSync(inside('datasets', files))).toBe(false)
  expect(existsSync(inside('parts', parts))).toBe(false)
  expect(existsSync(inside('datasets', dataset.id, dataset.fileName))).toBe(true)
})

test.each(['folder', 'file'])(
  'one whose %s is younger than a minute may be somebody’s work',
  async (young) => {
    const id = makeOrphan('datasets')
    const now = new Date()
    utimesSync(young === 'folder' ? inside('datasets', id) : inside('datasets', id, 'people.csv'), now, now)
    expect(await findLeftovers()).toEqual([])
    expect(await findLeftovers(Date.now() + 61_000)).toMatchObject([{ datasetId: id }])
    rmSync(inside('datasets', id), { recursive: true })
  },
)

test('parts of downloads that run, or failed within the hour, are none; later they are', async () => {
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

test('what lies in the folder of a dataset and is not its own is told, and stays', async () => {
  const own = inside('datasets', dataset.id)
  const files = ['notes.txt', `${dataset.fileName}.1a2b3c4d.tmp`, '.DS_Store']
  for (const file of files) writeFileSync(path.join(own, file), 'x')
  age(...files.map((file) => path.join(own, file)))
  const findings = await findLeftovers()
  expect(findings).toEqual([
    {
      code: 'I5',
      datasetId: dataset.id,
      message: `datasets/${dataset.id}/notes.txt is no file of its dataset. Remove it, or move it elsewhere.`,
      repair: null,
    },
    {
      code: 'I5',
      datasetId: dataset.id,
      message: `datasets/${dataset.id}/${dataset.fileName}.1a2b3c4d.tmp was left half-written. Remove it, or move it elsewhere.`,
      repair: null,
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  for (const file of files) rmSync(path.join(own, file))
})

test('what is no dataset at all is told, and stays; what file systems and desktops leave is not', async () => {
  for (const name of ['backup', 'lost+found']) {
    mkdirSync(inside('datasets', name))
    age(inside('datasets', name))
  }
  const findings = await findLeftovers()
  expect(findings).toEqual([
    {
      code: 'I5',
      datasetId: null,
      message: 'datasets/backup was not made by Holocron. Move it elsewhere.',
      repair: null,
    },
  ])
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  expect(existsSync(inside('datasets', 'backup'))).toBe(true)
})
