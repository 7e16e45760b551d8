import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { markEnded, markStarted } from '@/lib/datasets/changes'
import { requestDownload } from '@/lib/datasets/request'
import { PARTS_KEPT_MS } from '@/lib/datasets/store'
import { sweepOrphans } from '@/lib/datasets/sweep'
import { createDatasetId, datasetPath, listStoredIds, partPath } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

test('files that no dataset refers to are removed, and only those', async () => {
  const ready = await createReadyDataset([somePerson({})])
  await writeSomeParts(ready.id, [somePerson({})])
  const { dataset: running } = await requestDownload('auto')
  await markStarted({ datasetId: running.id, attempt: 1 })
  const [part] = await writeSomeParts(running.id, [somePerson({})])
  const { dataset: failed } = await requestDownload('archive')
  await writeSomeParts(failed.id, [somePerson({})])
  mkdirSync(path.dirname(datasetPath(failed.id, failed.fileName)), { recursive: true })
  await markEnded({ datasetId: failed.id }, 'failed', 'No.')
  const unknown = createDatasetId()
  await writeSomeParts(unknown, [somePerson({})])

  expect((await sweepOrphans()).sort()).toEqual([failed.id, ready.id, unknown].sort())
  expect(await listStoredIds('datasets')).toEqual([ready.id])
  // What has just failed may be retried, and go on from there.
  expect((await listStoredIds('parts')).sort()).toEqual([failed.id, running.id].sort())
  expect(existsSync(datasetPath(ready.id, ready.fileName))).toBe(true)
  expect(existsSync(partPath(running.id, part?.name ?? ''))).toBe(true)
  expect(await sweepOrphans()).toEqual([])

  expect(await sweepOrphans(new Date(Date.now() + PARTS_KEPT_MS + 1))).toEqual([failed.id])
  expect(await listStoredIds('parts')).toEqual([running.id])
})
