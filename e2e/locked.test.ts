import path from 'node:path'
import { createClient, type Transaction } from '@libsql/client'
import { Description } from './description'
import { ask, downloadArchive, encodeForm, readForm } from './http'
import { startServer, type TestServer } from './server'
import { buildOpenApi } from '@/lib/api/openapi/document'
import { errorSchema } from '@/lib/api/openapi/schemas'

const SENTENCE = 'Another program is using the database, so nothing could be saved. Try again in a moment.'
const IN_TIME_MS = 5_000

const description = new Description(buildOpenApi())

let server: TestServer
let id: string
let other: Transaction

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  id = await downloadArchive(server)
  const url = `file:${path.join(server.storageDir, 'holocron.db')}`
  other = await createClient({ url, timeout: 30_000 }).transaction('write')
})
afterAll(async () => {
  await other?.rollback()
  await server?.stop()
})

describe('while another program holds the database for writing', () => {
  test('concurrent API changes are refused with a clear message within five seconds', async () => {
    const changes: [method: string, address: string][] = [
      ['POST', '/api/datasets'],
      ['DELETE', `/api/datasets/${id}`],
      ['POST', '/api/datasets'],
    ]
    const began = performance.now()
    const answers = await Promise.all(changes.map(([method, address]) => ask(server, address, { method })))
    expect(performance.now() - began).toBeLessThan(IN_TIME_MS)
    for (const [index, { status, headers, body }] of answers.entries()) {
      expect([status, headers['retry-after']]).toEqual([503, '5'])
      expect(errorSchema.parse(JSON.parse(body)).error).toEqual({ code: 'unavailable', message: SENTENCE })
      const [method, address] = changes[index] ?? ['', '']
      expect(description.findMismatch(method, address, { status, headers, body })).toBeNull()
    }
  })

  test('so is a form submission', async () => {
    const form = await encodeForm({ ...(await readForm(server, '/', 'Download latest')), source: 'archive' })
    const headers = { ...form.headers, origin: server.url }
    const began = performance.now()
    const { status, body } = await ask(server, '/', { method: 'POST', body: form.body, headers })
    expect(performance.now() - began).toBeLessThan(IN_TIME_MS)
    expect(status).toBe(200)
    expect(body).toContain(SENTENCE)
  })

  test('pages, rows and the health check respond as usual', async () => {
    for (const address of ['/', `/datasets/${id}`, `/api/datasets/${id}/rows`, '/api/health']) {
      const began = performance.now()
      expect([address, (await ask(server, address)).status]).toEqual([address, 200])
      expect(performance.now() - began).toBeLessThan(IN_TIME_MS)
    }
  })

  test('refused changes were not made, and work afterwards', async () => {
    await other.commit()
    expect((await ask(server, `/api/datasets/${id}`)).status).toBe(200)
    expect((await ask(server, `/api/datasets/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(JSON.parse((await ask(server, '/api/datasets')).body)).toMatchObject({ total: 0 })
  })
})
