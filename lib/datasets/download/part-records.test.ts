import { rmSync, writeFileSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import {
  findWholeParts,
  forgetParts,
  type PartProgress,
  recordParts,
} from '@/lib/datasets/download/part-records'
import type { Part } from '@/lib/datasets/download/step-results'
import { getDataset, PARTS_KEPT_MS } from '@/lib/datasets/store'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let id: string
beforeEach(async () => {
  id = createDatasetId()
  await createDataset(id, id)
})

function progress(name: string, changes: Partial<PartProgress>): PartProgress {
  return { name, collection: 'people', pages: 1, rows: 10, sha256: null, ...changes }
}

test('progress is summed up, and a rewritten part counts once', async () => {
  await recordParts(id, [progress('people-0000001.csv', {}), progress('people-0000002.csv', { rows: 4 })])
  await recordParts(id, [progress('people-0000002.csv', { pages: 2, rows: 20 })])
  await recordParts(id, [progress('planets-0000001.csv', { collection: 'planets' })])
  expect(await getDataset(id)).toMatchObject({ rowCount: 30, pagesDone: 4 })
  await forgetParts(id, ['planets'])
  expect(await getDataset(id)).toMatchObject({ rowCount: 0, pagesDone: 1 })
  await forgetParts(id)
  expect(await getDataset(id)).toMatchObject({ rowCount: 0, pagesDone: 0 })
})

/** A part of people, if it is whole. */
async function find(name: string, now?: Date): Promise<Part | null> {
  return (await findWholeParts(id, [{ name, collection: 'people', pages: 1 }], now)).get(name) ?? null
}

describe('a part that has already been read', () => {
  async function writeWhole(): Promise<Part> {
    const [part] = await writeSomeParts(id, [somePerson({})])
    if (!part) throw new Error('no part')
    await recordParts(id, [progress(part.name, part)])
    return part
  }

  test('is found while it is unchanged', async () => {
    const part = await writeWhole()
    expect(await find(part.name)).toEqual(part)
  })

  test('is not used when its file has changed or is gone', async () => {
    const part = await writeWhole()
    writeFileSync(storage.partPath(id, part.name), 'something else')
    expect(await find(part.name)).toBeNull()
    rmSync(storage.partPath(id, part.name))
    expect(await find(part.name)).toBeNull()
  })

  test('is not used when it is too old to be combined with what is read now', async () => {
    const part = await writeWhole()
    expect(await find(part.name, new Date(Date.now() + PARTS_KEPT_MS + 1))).toBeNull()
  })

  test('is found, counted and recorded when a kill came before it was recorded', async () => {
    const part = await writeWhole()
    await recordParts(id, [progress(part.name, { rows: 0 })])
    expect(await find(part.name)).toEqual(part)
    expect(await getDataset(id)).toMatchObject({ rowCount: 1, pagesDone: 1 })
    await forgetParts(id)
    expect(await find(part.name)).toEqual(part)
    expect(await find(part.name, new Date(Date.now() + PARTS_KEPT_MS + 1))).toBeNull()
  })

  test('is not found when it was never started', async () => {
    expect(await find('people-0000009.csv')).toBeNull()
  })
})
