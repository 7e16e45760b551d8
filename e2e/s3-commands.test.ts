/** The commands on a bucket: datasets move there from a folder, are verified, repaired, and adopted by a new database. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { ask, downloadArchive } from './http'
import { startServer, type TestServer } from './server'
import { type S3Server, startS3Server } from '@/lib/testing/s3-server'

const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-s3-commands-'))
let store: S3Server
let client: S3Client
let id: string
let csv: string

beforeAll(async () => {
  store = await startS3Server()
  const { S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = store.settings
  client = new S3Client({
    endpoint: store.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
  })
  await withServer({}, async (server) => {
    id = await downloadArchive(server)
    csv = (await ask(server, `/api/datasets/${id}/file`)).body
  })
})
afterAll(async () => {
  client.destroy()
  await store.close()
  rmSync(storageDir, { recursive: true, force: true, maxRetries: 5 })
})

async function withServer(
  settings: Record<string, string>,
  visit: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startServer({ storageDir, env: { SWAPI_SOURCES: 'archive', ...settings } })
  try {
    await visit(server)
  } finally {
    await server.stop()
  }
}

/** Runs a command of package.json with the bucket's settings. */
function run(script: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, DATABASE_URL: '', ...store.settings, STORAGE_DIR: storageDir },
  })
  return { status, output: stdout + stderr }
}

async function listKeys(): Promise<string[]> {
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: store.settings.S3_BUCKET, Prefix: 'datasets/' }),
  )
  return Contents.map(({ Key = '' }) => Key)
}

async function lose(keys: string[]): Promise<void> {
  for (const Key of keys)
    await client.send(new DeleteObjectCommand({ Bucket: store.settings.S3_BUCKET, Key }))
}

function forgetCopies(): void {
  rmSync(path.join(storageDir, 'cache'), { recursive: true, force: true })
}

async function expectWhole(server: TestServer): Promise<void> {
  const file = await ask(server, `/api/datasets/${id}/file`)
  expect([file.status, file.body]).toEqual([200, csv])
  const rows = await ask(server, `/api/datasets/${id}/rows?limit=1`)
  expect([rows.status, (JSON.parse(rows.body) as { total: number }).total]).toEqual([200, 82])
}

test('until it has been moved, a dataset in a folder is said not to be in the bucket', async () => {
  await withServer(store.settings, async (server) => {
    const { status, body } = await ask(server, `/api/datasets/${id}/rows`)
    expect([status, body]).toEqual([500, expect.stringContaining('npm run move-storage')])
  })
})

test('move-storage copies it, and finds nothing to do when it runs again', async () => {
  const first = run('move-storage')
  expect([first.status, first.output]).toEqual([0, expect.stringContaining('1 dataset')])
  const keys = await listKeys()
  expect(keys).toHaveLength(3)
  expect(run('move-storage').status).toBe(0)
  expect(await listKeys()).toEqual(keys)
  expect(run('verify')).toMatchObject({ status: 0 })
  await withServer(store.settings, expectWhole)
})

test('verify finds a lost CSV, and rebuilds it from the Parquet file', async () => {
  await lose((await listKeys()).filter((key) => key.endsWith('.csv')))
  forgetCopies()
  const found = run('verify', '--json')
  expect([found.status, found.output]).toEqual([1, expect.stringContaining('"file-missing"')])
  expect(run('verify', '--repair').status).toBe(0)
  expect(run('verify').status).toBe(0)
  await withServer(store.settings, expectWhole)
})

test('an empty database adopts it from the bucket alone', async () => {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(path.join(storageDir, `holocron.db${suffix}`), { force: true })
  rmSync(path.join(storageDir, 'datasets'), { recursive: true, force: true })
  forgetCopies()
  await withServer(store.settings, expectWhole)
})

test('when the bucket has been emptied, that is said, nothing is served, and the row is kept', async () => {
  await lose(await listKeys())
  forgetCopies()
  await withServer(store.settings, async (server) => {
    for (const address of [`/api/datasets/${id}/rows`, `/api/datasets/${id}/file`]) {
      const { status, body } = await ask(server, address)
      expect([address, status, body]).toEqual([address, 500, expect.any(String)])
      expect(body).toContain('missing')
    }
    expect((await ask(server, `/datasets/${id}`)).body).toContain('missing')
    const dataset = JSON.parse((await ask(server, `/api/datasets/${id}`)).body) as { status: string }
    expect(dataset.status).toBe('ready')
  })
  const found = run('verify', '--repair')
  expect([found.status, found.output]).toEqual([1, expect.stringContaining('Nothing here can replace it')])
})
