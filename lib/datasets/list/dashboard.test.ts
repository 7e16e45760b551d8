import { createDataset, markEnded } from '@/lib/datasets/changes'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { restoreDataset } from '@/lib/datasets/keeping/restore'
import { type Dashboard, readDashboard } from '@/lib/datasets/list/dashboard'
import { renameDataset } from '@/lib/datasets/rename'
import { db } from '@/lib/db/client'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'
import { parseDatasetsParams } from '@/lib/search-params/datasets'

setUpTemporaryApp()

beforeEach(() => db().dataset.deleteMany())

const read = (query = {}): Promise<Dashboard> => readDashboard(parseDatasetsParams(query))

/** As the dashboard says it. */
async function readShown(): Promise<unknown> {
  const { page, running, deletedCount } = await read()
  const listed = page.entries.map(({ dataset }) => dataset.label ?? dataset.id)
  return { listed, running: running.map(({ id }) => id), deletedCount }
}

test('what is there is read once while nobody writes', async () => {
  await createReadyDataset([somePerson({})])
  const first = await read()
  expect(first.page.totals.datasets).toBe(1)
  expect(await read()).toBe(first)
  expect(await read({ q: 'nothing like it' })).not.toBe(first)
  expect((await read({ q: 'nothing like it' })).page.entries).toEqual([])
})

test('every change shows at once', async () => {
  const { id } = await createReadyDataset([somePerson({})])
  expect(await readShown()).toEqual({ listed: [id], running: [], deletedCount: 0 })
  await renameDataset(id, 'First')
  expect(await readShown()).toEqual({ listed: ['First'], running: [], deletedCount: 0 })
  await deleteDataset(id)
  expect(await readShown()).toEqual({ listed: [], running: [], deletedCount: 1 })
  await restoreDataset(id)
  expect(await readShown()).toEqual({ listed: ['First'], running: [], deletedCount: 0 })
  const download = await createDataset('20300101-000000-later', 'archive')
  expect(await readShown()).toEqual({
    listed: [download.id, 'First'],
    running: [download.id],
    deletedCount: 0,
  })
  await markEnded({ datasetId: download.id }, 'failed', 'No source answered.')
  expect(await readShown()).toEqual({ listed: [download.id, 'First'], running: [], deletedCount: 0 })
})

test.each<[string, () => Promise<unknown>]>([
  ['a running download', () => createDataset('20300101-000000-later', 'archive')],
  ['a deleted dataset', async () => deleteDataset((await createReadyDataset([somePerson({})])).id)],
])('with %s, which changes with time, it is read each time', async (_, prepare) => {
  await prepare()
  expect(await read()).not.toBe(await read())
})

test('other sources are offered as soon as they are configured', async () => {
  setSources('archive')
  expect((await read()).sources.map(({ value }) => value)).toEqual(['auto', 'archive'])
  setSources('https://swapi.info/api', 'archive')
  expect((await read()).sources.map(({ value }) => value)).toEqual([
    'auto',
    'https://swapi.info/api',
    'archive',
  ])
})
