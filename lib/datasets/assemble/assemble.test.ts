import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { assembleDataset } from '@/lib/datasets/assemble/assemble'
import type { Part } from '@/lib/datasets/download/step-results'
import { withConnection } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, somePerson, WHOLE_LISTS, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const CHANGED = {
  code: 'conflict',
  message:
    'A file written by this download was changed or removed by something else. Retry the download to read that part again.',
}

let id: string
beforeEach(() => {
  id = createDatasetId()
})

function assemble(parts: Part[]): Promise<unknown> {
  return assembleDataset(id, 'archive', WHOLE_LISTS, { kind: 'pages', batches: [] }, parts)
}

test('the files are built but not yet in place; built again, they are new files with the same content', async () => {
  const [first, second] = [await assembleSome(id, [somePerson({})]), await assembleSome(id, [somePerson({})])]
  expect(await storage.listStoredIds('datasets')).not.toContain(id)
  const names = [...first.files, ...second.files].map(({ tempName }) => tempName)
  expect(names.every((name) => existsSync(storage.partPath(id, name)))).toBe(true)
  expect(new Set(names).size).toBe(4)
  expect(second.facts).toEqual(first.facts)
})

test('a part that was changed or removed since its step wrote it is refused', async () => {
  const parts = await writeSomeParts(id, [somePerson({})])
  const file = storage.partPath(id, parts[0]?.name ?? '')
  writeFileSync(file, 'swapi_id,name\n1,Nobody\n')
  await expect(assemble(parts)).rejects.toMatchObject(CHANGED)
  rmSync(file)
  await expect(assemble(parts)).rejects.toMatchObject(CHANGED)
})

test('other files next to the parts are not read', async () => {
  const parts = await writeSomeParts(id, [somePerson({})])
  writeFileSync(storage.partPath(id, 'people-0000002-00000000.csv'), 'nonsense')
  await expect(assemble(parts)).resolves.toMatchObject({ facts: { rowCount: 1 } })
})

test('the work has its own instance: one thread, little memory, locked down, discarded afterwards', async () => {
  const settings = await withConnection('work', async (connection) => {
    await connection.run('CREATE TEMP TABLE remembered (id INTEGER)')
    await expect(connection.run(`SELECT * FROM read_csv('/etc/passwd')`)).rejects.toThrow(
      /Permission|disabled/,
    )
    await expect(connection.run('SET threads = 4')).rejects.toThrow('configuration has been locked')
    const reader = await connection.runAndReadAll(
      `SELECT current_setting('threads') AS threads, current_setting('memory_limit') AS memory`,
    )
    return reader.getRowObjectsJson()
  })
  expect(settings).toEqual([{ threads: '1', memory: '122.0 MiB' }])
  await withConnection('work', (connection) =>
    expect(connection.run('SELECT * FROM remembered')).rejects.toThrow('does not exist'),
  )
})
