import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import { findNeighbors } from '@/lib/datasets/history/timeline'
import { requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

/** The ids before and after a dataset. */
async function neighborsOf(id: string): Promise<(string | undefined)[]> {
  const { previous, next } = await findNeighbors(await requireDataset(id))
  return [previous?.id, next?.id]
}

test('the datasets beside one are the ready ones right before and after it, also of the same instant', async () => {
  const ids: string[] = []
  for (let count = 0; count < 4; count++) ids.push((await createReadyDataset([somePerson({ id: 1 })])).id)
  await createDataset(createDatasetId(), 'archive')
  const createdAt = new Date('2026-11-26T06:00:00Z')
  await db().dataset.updateMany({ where: { id: { in: ids.slice(1, 3) } }, data: { createdAt } })
  const first = ids[0] as string
  await db().dataset.update({ where: { id: first }, data: { createdAt: new Date('2026-11-25T06:00:00Z') } })
  const [second, third] = ids.slice(1, 3).sort() as [string, string]
  const last = ids[3] as string
  await db().dataset.update({ where: { id: last }, data: { createdAt: new Date('2026-11-27T06:00:00Z') } })
  expect(await neighborsOf(first)).toEqual([undefined, second])
  expect(await neighborsOf(second)).toEqual([first, third])
  expect(await neighborsOf(third)).toEqual([second, last])
  expect(await neighborsOf(last)).toEqual([third, undefined])
})
