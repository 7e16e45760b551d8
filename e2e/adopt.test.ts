import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ask, downloadArchive } from './http'
import { startServer, type TestServer } from './server'

interface DatasetAnswer {
  id: string
  status: string
  fileName: string
  sha256: string
}

const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-adopt-'))
const database = path.join(storageDir, 'holocron.db')
let server: TestServer | undefined

afterAll(async () => {
  await server?.stop()
  rmSync(storageDir, { recursive: true, force: true, maxRetries: 5 })
})

async function restart(env: Record<string, string> = {}): Promise<TestServer> {
  await server?.stop()
  return (server = await startServer({ storageDir, env: { SWAPI_SOURCES: 'archive', ...env } }))
}

async function list(running: TestServer): Promise<DatasetAnswer[]> {
  const { body } = await ask(running, '/api/datasets')
  return (JSON.parse(body) as { datasets: DatasetAnswer[] }).datasets
}

/** Every file in the folders of the datasets, with its bytes. */
function readFolders(): Record<string, string> {
  const folder = path.join(storageDir, 'datasets')
  const files = readdirSync(folder).flatMap((id) =>
    readdirSync(path.join(folder, id)).map((name) => path.join(id, name)),
  )
  return Object.fromEntries(
    files.sort().map((file) => [file, readFileSync(path.join(folder, file), 'base64')]),
  )
}

const removeDatabase = (): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true })
}

test('three datasets survive an empty, lost or outdated database', async () => {
  let running = await restart()
  const ids = [await downloadArchive(running), await downloadArchive(running)]
  await server?.stop()
  const oldCopy = path.join(storageDir, 'old-copy.db')
  copyFileSync(database, oldCopy)
  running = await restart()
  ids.push(await downloadArchive(running))
  const datasets = await list(running)
  const files = readFolders()
  expect(datasets.map(({ id }) => id)).toEqual([...ids].reverse())
  expect(Object.keys(files)).toHaveLength(9)

  // Another, empty database.
  running = await restart({ DATABASE_URL: `file:${path.join(storageDir, 'other.db')}` })
  expect(await list(running)).toEqual(datasets)
  expect(readFolders()).toEqual(files)

  // The database file is lost.
  await server?.stop()
  removeDatabase()
  running = await restart()
  expect(await list(running)).toEqual(datasets)
  expect(readFolders()).toEqual(files)

  // An older copy, from before the third download, is restored.
  await server?.stop()
  removeDatabase()
  copyFileSync(oldCopy, database)
  running = await restart()
  expect(await list(running)).toEqual(datasets)
  expect(readFolders()).toEqual(files)

  const [newest] = datasets
  const { body } = await ask(running, `/api/datasets/${newest?.id}/rows?limit=1`)
  expect(JSON.parse(body)).toMatchObject({ total: 82, rows: [{ name: 'Luke Skywalker' }] })
})

test('a deleted dataset does not come back when the database is lost, but can be restored', async () => {
  const [newest, ...others] = await list(server as TestServer)
  const { status } = await ask(server as TestServer, `/api/datasets/${newest?.id}`, { method: 'DELETE' })
  expect(status).toBe(204)
  expect(existsSync(path.join(storageDir, 'datasets', newest?.id ?? ''))).toBe(true)
  await server?.stop()
  removeDatabase()
  const running = await restart()
  expect(await list(running)).toEqual(others)
  const restored = await ask(running, `/api/datasets/${newest?.id}/restore`, { method: 'POST' })
  expect(restored.status).toBe(200)
  expect(await list(running)).toEqual([newest, ...others])
  await ask(running, `/api/datasets/${newest?.id}`, { method: 'DELETE' })
})

test('a wrong storage folder is reported at startup and on the dashboard, and nothing is lost', async () => {
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'holocron-elsewhere-'))
  await server?.stop()
  const wrong = await startServer({
    storageDir: elsewhere,
    env: { SWAPI_SOURCES: 'archive', DATABASE_URL: `file:${database}` },
  })
  try {
    const warning =
      /"The files of 2 datasets are in another storage than the folder (\S+)\. If that is the wrong one,/
    expect(warning.exec(wrong.logs())?.[1]).toBe(elsewhere)
    const { body } = await ask(wrong, '/')
    expect(body).toContain('The storage folder and the database do not match')
    expect(body).toContain('The files of 2 datasets are kept in a storage that this server does not see.')
    expect(body).toContain('If Holocron was started with the wrong folder, set STORAGE_DIR and restart it.')
  } finally {
    await wrong.stop()
    rmSync(elsewhere, { recursive: true, force: true, maxRetries: 5 })
  }
  const running = await restart()
  expect(await list(running)).toHaveLength(2)
  expect((await ask(running, '/')).body).not.toContain('The storage folder and the database do not match')
})
