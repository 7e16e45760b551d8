import { existsSync } from 'node:fs'
import { requestDownload } from '@/lib/datasets/request'
import { markEnded, markStarted } from '@/lib/datasets/store'
import { sweepOrphans } from '@/lib/datasets/sweep'
import { datasetPath, listStoredIds, partPath } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

test('files that no dataset refers to are removed, and only those', async () => {
  const ready = await createReadyDataset([somePerson({})])
  const { dataset: running } = await requestDownload('auto')
  await markStarted(running.id)
  await writeSomeParts([somePerson({})], [], running.id)
  const { dataset: failed } = await requestDownload('archive')
  await writeSomeParts([somePerson({})], [], failed.id)
  await markEnded(failed.id, 'failed', 'No.')
  const unknown = await writeSomeParts([somePerson({})], [])

  expect((await sweepOrphans()).sort()).toEqual([failed.id, unknown].sort())
  expect((await listStoredIds()).sort()).toEqual([ready.id, running.id].sort())
  expect(existsSync(datasetPath(ready.id, ready.fileName))).toBe(true)
  expect(existsSync(partPath(running.id, 'people-0000001.csv'))).toBe(true)
  expect(await sweepOrphans()).toEqual([])
})
