import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createDatasetId } from '@/lib/dataset-id'
import {
  datasetPath,
  folder,
  listStoredIds,
  makeFile,
  publishFiles,
  writePart,
} from '@/lib/storage/local/files'
import {
  restoreFromTrash,
  discardRemains,
  emptyTrash,
  moveToTrash,
  withdrawUnpublished,
} from '@/lib/storage/local/trash'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

let id: string
beforeEach(() => (id = createDatasetId()))

/** Puts a file in place; the parts of the download stay, as they do until its row is ready. */
async function publish(content: string): Promise<void> {
  const { tempName } = await makeFile(id, 'people.csv', (file) => writeFile(file, content))
  await publishFiles(id, [{ tempName, name: 'people.csv' }])
}

const read = (): string => readFileSync(datasetPath(id, 'people.csv'), 'utf8')

test('what is moved to the trash can be brought back, until the trash is emptied', async () => {
  await publish('first')
  expect(await moveToTrash(id)).toBe(true)
  expect([await listStoredIds('datasets'), await listStoredIds('trash')]).toEqual([[], [id]])
  expect(await restoreFromTrash(id)).toBe(true)
  expect(read()).toBe('first')
  await moveToTrash(id)
  await emptyTrash(id)
  expect(await restoreFromTrash(id)).toBe(false)
  expect(await listStoredIds('trash')).toEqual([])
})

test('nothing is moved twice, and earlier trash is replaced', async () => {
  expect(await moveToTrash(id)).toBe(false)
  await publish('first')
  await moveToTrash(id)
  await publish('second')
  await moveToTrash(id)
  expect(await moveToTrash(id)).toBe(false)
  expect(await restoreFromTrash(id)).toBe(true)
  expect(read()).toBe('second')
})

test('files in place are never replaced from the trash', async () => {
  await publish('first')
  await moveToTrash(id)
  await publish('second')
  expect(await restoreFromTrash(id)).toBe(false)
  expect(read()).toBe('second')
})

test('files in place are withdrawn while their download has parts, never afterwards', async () => {
  await writePart(id, 'a.csv', (file) => writeFile(file, 'x'))
  await publish('unpublished')
  await withdrawUnpublished(id)
  expect(existsSync(folder('datasets', id))).toBe(false)
  expect(readdirSync(folder('parts', id))).toEqual(['a.csv'])

  await publish('published')
  await discardRemains(id)
  await withdrawUnpublished(id)
  await discardRemains(id)
  expect(read()).toBe('published')
})
