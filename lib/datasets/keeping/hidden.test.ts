import { GET as getFile } from '@/app/api/datasets/[id]/file/route'
import { GET as getRows } from '@/app/api/datasets/[id]/rows/route'
import { findBase, listBases } from '@/lib/datasets/compare/base'
import { listSourceChoices } from '@/lib/datasets/download/source-choices'
import { countOverTime } from '@/lib/datasets/history/count-history'
import { findLoss } from '@/lib/datasets/history/loss'
import { readRowHistory } from '@/lib/datasets/history/row-history'
import { findNeighbors } from '@/lib/datasets/history/timeline'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { restoreDataset } from '@/lib/datasets/keeping/restore'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { findTwins, getNewestReady, listDatasets, listDatasetsById, listEntries } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const SLICE = { limit: 10, offset: 0 }
let [oldest, middle, newest]: Dataset[] = []

/** The dataset that is deleted, and what its neighbors are compared with. */
beforeAll(async () => {
  setSources('archive')
  await createAll()
})

async function createAll(): Promise<void> {
  for (const mass of ['77', '80', '77']) {
    const { id } = await createReadyDataset([somePerson({ mass }), somePerson({ id: 2 })])
    await db().dataset.update({ where: { id }, data: { source: 'archive' } })
  }
  const { datasets } = await listDatasets(SLICE)
  ;[newest, middle, oldest] = datasets
}

/** What each way of reading datasets says, in a form that names them by their places. */
async function readAll(): Promise<Record<string, unknown>> {
  if (!oldest || !middle || !newest) throw new Error('There are no datasets.')
  const names = new Map([
    [oldest.id, 'oldest'],
    [middle.id, 'middle'],
    [newest.id, 'newest'],
  ])
  const nameOf = (dataset: { id: string } | null | undefined): string | null =>
    dataset ? (names.get(dataset.id) ?? dataset.id) : null
  const { previous, next } = await findNeighbors(middle)
  const { periods } = await readRowHistory(1)
  const counts = (await countOverTime(EVERYTHING)).counts.map(({ snapshot }) => nameOf(snapshot))
  const route = { params: Promise.resolve({ id: newest.id }) }
  const url = 'http://localhost:3000/api'
  return {
    list: (await listDatasets(SLICE)).datasets.map(nameOf),
    entries: (await listEntries({ ...SLICE, unfold: null })).entries.map(({ dataset }) => nameOf(dataset)),
    found: (await listDatasets({ ...SLICE, q: newest.id })).datasets.map(nameOf),
    byId: (await listDatasetsById([newest.id])).map(nameOf),
    newestReady: nameOf(await getNewestReady()),
    twin: [...(await findTwins([middle, newest])).values()].map((id) => nameOf({ id })),
    latest: nameOf(await findBase(middle, 'latest')),
    base: nameOf(await findBase(middle, newest.id)),
    bases: (await listBases(middle, 10)).map(nameOf),
    neighbors: [nameOf(previous), nameOf(next)],
    periods: periods.map(({ first, last }) => [nameOf(first), nameOf(last)]),
    counts,
    sources: (await listSourceChoices()).length,
    rows: await statusOf(getRows(new Request(`${url}/datasets/x/rows`), route)),
    file: await statusOf(getFile(new Request(`${url}/datasets/x/file`), route)),
  }
}

async function statusOf(answer: Promise<Response>): Promise<number> {
  const { status, body } = await answer
  // A file that nobody reads stays open.
  await body?.cancel()
  return status
}

const VISIBLE = {
  list: ['newest', 'middle', 'oldest'],
  entries: ['newest', 'middle', 'oldest'],
  found: ['newest'],
  byId: ['newest'],
  newestReady: 'newest',
  twin: ['oldest'],
  latest: 'newest',
  base: 'newest',
  bases: ['newest', 'oldest'],
  neighbors: ['oldest', 'newest'],
  periods: [
    ['oldest', 'oldest'],
    ['middle', 'middle'],
    ['newest', 'newest'],
  ],
  counts: ['oldest', 'middle', 'newest'],
  sources: 2,
  rows: 200,
  file: 200,
}

test('a deleted dataset is nowhere, and everywhere again once it is restored', async () => {
  expect(await readAll()).toEqual(VISIBLE)
  await deleteDataset(newest?.id ?? '')
  expect(await readAll()).toEqual({
    ...VISIBLE,
    list: ['middle', 'oldest'],
    entries: ['middle', 'oldest'],
    found: [],
    byId: [],
    newestReady: 'middle',
    latest: 'oldest',
    base: null,
    bases: ['oldest'],
    neighbors: ['oldest', null],
    periods: VISIBLE.periods.slice(0, 2),
    counts: ['oldest', 'middle'],
    rows: 404,
    file: 404,
  })
  await restoreDataset(newest?.id ?? '')
  expect(await readAll()).toEqual(VISIBLE)
})

test('a loss of rows is not measured against a deleted dataset', async () => {
  const fewer = await createReadyDataset([somePerson({})])
  await db().dataset.update({ where: { id: fewer.id }, data: { source: 'archive' } })
  const lost = { ...fewer, source: 'archive' }
  expect(await findLoss(lost, 10)).toMatchObject({ datasetId: newest?.id, before: 2, after: 1 })
  for (const one of [newest, middle, oldest]) await deleteDataset(one?.id ?? '')
  expect(await findLoss(lost, 10)).toBeNull()
})

test('datasets with the same bytes are folded unless one is pinned or noted, and as if deleted ones were not there', async () => {
  await db().dataset.deleteMany()
  const facts = [{}, {}, { deletedAt: new Date() }, { pinnedAt: new Date() }, { note: 'Why' }, {}]
  const ids = facts.map((_, index) => `2026112${index}-203057-k3f9x`)
  for (const [index, fact] of facts.entries()) {
    const id = ids[index] ?? ''
    const createdAt = new Date(Date.UTC(2026, 10, 20 + index))
    const data = { id, fileName: `people-${id}.csv`, requestedSource: 'archive', status: 'ready', createdAt }
    await db().dataset.create({ data: { ...data, sha256: 'a', ...fact } })
  }
  const { entries, totals } = await listEntries({ ...SLICE, unfold: null })
  expect(entries.map(({ dataset, last, size }) => [dataset.id, last?.id, size])).toEqual([
    [ids[5], undefined, 1],
    [ids[4], undefined, 1],
    [ids[3], undefined, 1],
    [ids[1], ids[0], 2],
  ])
  expect(totals).toEqual({ datasets: 5, entries: 4 })
})
