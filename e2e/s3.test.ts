import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ask, downloadArchive } from './http'
import { startServer, type TestServer } from './server'
import { type S3Server, startS3Server } from '@/lib/testing/s3-server'

let store: S3Server
let server: TestServer

beforeAll(async () => {
  store = await startS3Server()
  server = await startServer({ env: { SWAPI_SOURCES: 'archive', ...store.settings } })
})
afterAll(async () => {
  await server.stop()
  await store.close()
})

const json = async (url: string): Promise<Record<string, unknown>> =>
  JSON.parse((await ask(server, url)).body) as Record<string, unknown>
const forgetCopies = (): void =>
  rmSync(path.join(server.storageDir, 'cache'), { recursive: true, force: true })

/** Waits until a download has ended. */
async function waitForEnd(id: string): Promise<Record<string, unknown>> {
  for (;;) {
    const dataset = await json(`/api/datasets/${id}`)
    if (!['queued', 'downloading'].includes(String(dataset.status))) return dataset
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

test('a dataset in a bucket is downloaded, read, counted, exported and compared, with and without a copy', async () => {
  const [first, second] = [await downloadArchive(server), await downloadArchive(server)]
  expect(existsSync(path.join(server.storageDir, 'datasets'))).toBe(false)
  expect(await json(`/api/datasets/${first}`)).not.toHaveProperty('objects')
  for (const prepare of [() => undefined, forgetCopies]) {
    prepare()
    const { rows, total } = await json(`/api/datasets/${first}/rows?limit=1`)
    expect([rows, total]).toEqual([[expect.objectContaining({ name: 'Luke Skywalker' })], 82])
    expect((await json(`/api/datasets/${first}/counts?columns=gender`)).totalGroups).toBe(5)
    const file = await ask(server, `/api/datasets/${first}/file`)
    const exported = await ask(server, `/api/datasets/${first}/rows?format=csv&sort=name`)
    expect(exported.body.split('\n')).toHaveLength(file.body.split('\n').length)
    expect(file.headers['content-length']).toBe(String(file.bytes.byteLength))
    const part = await ask(server, `/api/datasets/${first}/file`, { headers: { range: 'bytes=10-19' } })
    expect([part.status, part.body]).toEqual([206, file.body.slice(10, 20)])
    expect((await ask(server, `/api/datasets/${second}/compare?with=${first}`)).status).toBe(200)
    expect((await ask(server, `/datasets/${first}`)).body).toContain('Luke Skywalker')
  }
})

test('one that was deleted is restored, and one that is purged leaves nothing', async () => {
  const id = await downloadArchive(server)
  expect((await ask(server, `/api/datasets/${id}`, { method: 'DELETE' })).status).toBeLessThan(300)
  expect((await ask(server, `/api/datasets/${id}/rows`)).status).toBe(404)
  expect((await ask(server, `/api/datasets/${id}/restore`, { method: 'POST' })).status).toBe(200)
  expect((await json(`/api/datasets/${id}/rows?limit=1`)).total).toBe(82)
  await ask(server, `/api/datasets/${id}`, { method: 'DELETE' })
  expect((await ask(server, `/api/deleted/${id}`, { method: 'DELETE' })).status).toBeLessThan(300)
})

test('while the store is gone, copies are read, others answer 503 and a download fails with a reason', async () => {
  const cached = await downloadArchive(server)
  forgetCopies()
  // Only of the CSV, not of the Parquet file that rows are read from.
  expect((await ask(server, `/api/datasets/${cached}/file`)).status).toBe(200)
  const before = await json('/api/ready')
  await store.stop()
  try {
    expect(before).toEqual({
      status: 'ready',
      checks: { database: 'ok', storage: 'ok', inngest: 'embedded' },
    })
    expect((await ask(server, `/api/datasets/${cached}/file`)).status).toBe(200)
    const missing = await ask(server, `/api/datasets/${cached}/rows?limit=7`)
    expect([missing.status, missing.body]).toEqual([
      503,
      expect.stringContaining('The bucket holocron at http'),
    ])
    const body = JSON.stringify({ source: 'archive', keepUnchanged: true })
    const started = await ask(server, '/api/datasets', { method: 'POST', body })
    const { dataset } = JSON.parse(started.body) as { dataset: { id: string } }
    expect(await waitForEnd(dataset.id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('The bucket holocron at http'),
    })
    let ready = await json('/api/ready')
    // One look at the store serves all who ask within a few seconds.
    for (; JSON.stringify(ready) === JSON.stringify(before); ready = await json('/api/ready'))
      await new Promise((resolve) => setTimeout(resolve, 200))
    expect(ready).toMatchObject({
      status: 'ready',
      checks: { storage: expect.stringContaining('The bucket holocron at http') },
    })
  } finally {
    await store.start()
  }
})

test('a wrong bucket stops the start with a sentence', async () => {
  const starting = startServer({
    env: { SWAPI_SOURCES: 'archive', ...store.settings, S3_BUCKET: 'nothing-here' },
  })
  await expect(starting).rejects.toThrow(/There is no bucket nothing-here/)
})
