import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markStarted, updateProgress } from '@/lib/datasets/changes'
import { annotateDataset } from '@/lib/datasets/keeping/annotate'
import { listDeleted } from '@/lib/datasets/keeping/deleted'
import { restoreDataset } from '@/lib/datasets/keeping/restore'
import { NO_RULES, type RetentionRules } from '@/lib/datasets/model/keeping/retention'
import { listDatasets, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { datasetTitle } from '@/lib/format/dataset-title'
import { removeRules, saveRules } from '@/lib/retention/changes'
import { listCondemned, previewKey, previewRules } from '@/lib/retention/preview'
import { RUN_EVERY_MS, runRetention } from '@/lib/retention/run'
import { getPolicy } from '@/lib/retention/store'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const NOW = new Date('2026-11-26T12:00:00Z')
const LAST_ONE: RetentionRules = { ...NO_RULES, last: 1 }

/** Datasets of so many days ago, by these days. */
async function createAged(...days: number[]): Promise<string[]> {
  const ids: string[] = []
  for (const age of days) {
    const { id } = await createReadyDataset([somePerson({})])
    const createdAt = new Date(NOW.getTime() - age * 24 * 60 * 60_000)
    await db().dataset.update({
      where: { id },
      data: { createdAt, finishedAt: createdAt, source: 'archive' },
    })
    ids.push(id)
  }
  return ids
}

async function listIds(): Promise<string[]> {
  return (await listDatasets({ limit: 100, offset: 0 })).datasets.map(({ id }) => id)
}

beforeEach(async () => {
  await db().retentionPolicy.deleteMany()
  await db().dataset.deleteMany()
})

test('saved rules delete what they do not keep, and their page says what', async () => {
  const [newest = '', older = '', oldest = ''] = await createAged(0, 1, 2)
  const titles = [await requireDataset(older), await requireDataset(oldest)].map(datasetTitle)
  expect(await saveRules(LAST_ONE, { now: NOW })).toEqual({
    resource: 'people',
    rules: LAST_ONE,
    nextAt: NOW,
    lastAt: null,
    lastDeleted: null,
  })
  expect(await runRetention(NOW)).toEqual([older, oldest])
  expect(await listIds()).toEqual([newest])
  expect(await getPolicy()).toEqual({
    resource: 'people',
    rules: LAST_ONE,
    nextAt: new Date(NOW.getTime() + RUN_EVERY_MS),
    lastAt: NOW,
    lastDeleted: {
      at: NOW,
      count: 2,
      datasets: [
        { id: older, title: titles[0] },
        { id: oldest, title: titles[1] },
      ],
    },
  })
  const { deleted } = await listDeleted({ limit: 10, offset: 0 }, NOW)
  expect(deleted.map(({ dataset, deletedAt, deletedBy }) => [dataset.id, deletedAt, deletedBy])).toEqual([
    [older, NOW, 'rules'],
    [oldest, NOW, 'rules'],
  ])
})

test('without saved rules everything stays', async () => {
  const ids = await createAged(0, 1)
  expect(await runRetention(NOW)).toEqual([])
  expect(await listIds()).toEqual(ids)
})

test('rules run once an hour, and a run that deletes nothing keeps what was deleted last', async () => {
  await createAged(0, 1)
  await saveRules(LAST_ONE, { now: NOW })
  await runRetention(NOW)
  const [added] = await createAged(-0.01)
  const soon = new Date(NOW.getTime() + RUN_EVERY_MS - 1)
  const then = new Date(NOW.getTime() + RUN_EVERY_MS)
  expect(await runRetention(soon)).toEqual([])
  expect(await runRetention(then)).toHaveLength(1)
  expect(await listIds()).toEqual([added])
  const next = new Date(then.getTime() + RUN_EVERY_MS)
  expect(await runRetention(next)).toEqual([])
  expect(await getPolicy()).toMatchObject({ lastAt: next, lastDeleted: { at: then, count: 1 } })
})

test('of several processes one runs them', async () => {
  const [, older = '', oldest = ''] = await createAged(0, 1, 2)
  await saveRules(LAST_ONE, { now: NOW })
  const runs = await Promise.all(Array.from({ length: 5 }, () => runRetention(NOW)))
  expect(runs.filter((deleted) => deleted.length > 0)).toEqual([[older, oldest]])
})

test('pinned and named datasets stay, and so does what was restored', async () => {
  const [newest = '', pinned = '', named = '', other = ''] = await createAged(0, 1, 2, 3)
  await annotateDataset(pinned, { pinned: true })
  await annotateDataset(named, { label: 'Mine' })
  await saveRules(LAST_ONE, { now: NOW })
  expect(await runRetention(NOW)).toEqual([other])
  expect(await restoreDataset(other, NOW)).toMatchObject({ pinned: true })
  expect(await runRetention(new Date(NOW.getTime() + RUN_EVERY_MS))).toEqual([])
  expect(await listIds()).toEqual([newest, pinned, named, other])
})

test('what a running download is compared with stays as long as it runs', async () => {
  const [newest = '', base = ''] = await createAged(0, 1)
  await db().dataset.update({ where: { id: base }, data: { source: 'https://swapi.dev/api' } })
  const step = { datasetId: createDatasetId(), attempt: 1 }
  await createDataset(step.datasetId, 'auto')
  await markStarted(step)
  const condemned = async (): Promise<string[]> =>
    listCondemned(await previewRules(LAST_ONE)).map(({ id }) => id)
  expect(await condemned()).toEqual([])
  await updateProgress(step, { source: 'https://swapi.dev/api' })
  expect(await condemned()).toEqual([])
  await updateProgress(step, { source: 'archive' })
  expect(await condemned()).toEqual([base])
  expect((await previewRules(LAST_ONE))[0]).toMatchObject({
    dataset: { id: newest },
    keptBy: ['newest', 'base', 'last'],
  })
})

test('downloads that did not become ready, and deleted datasets, are not counted', async () => {
  const [newest = '', older = ''] = await createAged(0, 1)
  await db().dataset.update({ where: { id: newest }, data: { deletedAt: NOW } })
  const { id } = await createDataset(createDatasetId(), 'auto')
  await db().dataset.update({ where: { id }, data: { status: 'failed', activeKey: null } })
  const verdicts = await previewRules(LAST_ONE)
  expect(verdicts.map(({ dataset, keptBy }) => [dataset.id, keptBy])).toEqual([[older, ['newest', 'last']]])
})

test('rules that are changed while they run delete nothing more', async () => {
  await createAged(0, 1, 2, 3)
  await saveRules(LAST_ONE, { now: NOW })
  const transact = db().$transaction.bind(db())
  let transactions = 0
  jest.spyOn(db(), '$transaction').mockImplementation((async (...work: Parameters<typeof transact>) => {
    transactions += 1
    if (transactions === 2) await removeRules()
    return transact(...work)
  }) as typeof transact)
  expect(await runRetention(NOW)).toHaveLength(1)
  jest.restoreAllMocks()
  expect(await listIds()).toHaveLength(3)
})

test.each([NO_RULES, { last: 0, daily: 0, weekly: null, monthly: 0 }])(
  'rules that would delete everything are refused',
  async (rules) => {
    await expect(saveRules(rules)).rejects.toMatchObject({
      code: 'invalid',
      message:
        'These rules would delete everything but the newest dataset and those that are pinned or named. ' +
        'Say for at least one of them how many to keep.',
    })
    expect(await getPolicy()).toBeNull()
  },
)

test.each([-1, 1.5, NaN, 10_001])('%d is refused', async (last) => {
  await expect(saveRules({ ...NO_RULES, last })).rejects.toMatchObject({
    code: 'invalid',
    message: 'last must be a whole number from 0 to 10,000.',
  })
})

test('rules are saved as they were shown, or not at all', async () => {
  await createAged(0, 1)
  const shown = previewKey(await previewRules(LAST_ONE))
  await createAged(-0.01)
  await expect(saveRules(LAST_ONE, { shown })).rejects.toMatchObject({
    code: 'conflict',
    message: 'Nothing was saved: since you saw what would be deleted, that has changed. See it again below.',
  })
  expect(await getPolicy()).toBeNull()
  await saveRules(LAST_ONE, { shown: previewKey(await previewRules(LAST_ONE)) })
  expect(await getPolicy()).toMatchObject({ rules: LAST_ONE })
})

test('other rules replace saved ones, and run at once', async () => {
  await saveRules(LAST_ONE, { now: NOW })
  await runRetention(NOW)
  const daily = { ...NO_RULES, daily: 7 }
  const later = new Date(NOW.getTime() + 1_000)
  expect(await saveRules({ ...daily, last: 0 }, { now: later })).toMatchObject({
    rules: daily,
    nextAt: later,
    lastAt: NOW,
  })
  expect(await db().retentionPolicy.count()).toBe(1)
})

test('removed rules are gone', async () => {
  await saveRules(LAST_ONE)
  await removeRules()
  expect(await getPolicy()).toBeNull()
  await expect(removeRules()).rejects.toMatchObject({
    code: 'not_found',
    message: 'There are no retention rules.',
  })
})
