/** A list of more than a hundred pages, which the built server reads by a thread of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './http'
import { begin, waitUntilEnded } from './reality/downloads'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

const PEOPLE = 1_500
const STARTED = 'a thread was started to read many pages'

let server: TestServer
let quick: SwapiServer
let slow: SwapiServer

beforeAll(async () => {
  quick = await startSwapiServer({ shape: 'paged', people: syntheticPeople(PEOPLE) })
  slow = await startSwapiServer({ shape: 'paged', people: syntheticPeople(PEOPLE), delayMs: 200 })
  server = await startServer({ env: { SWAPI_SOURCES: `archive,${quick.url},${slow.url}` } })
})

afterAll(async () => {
  await server?.stop()
  await quick?.close()
  await slow?.close()
})

test('a short list needs no other thread', async () => {
  const { id } = await begin(server, 'archive')
  expect(await waitUntilEnded(server, id)).toMatchObject({ status: 'ready', rowCount: 82 })
  expect(server.logs()).not.toContain(STARTED)
})

test('a list of many pages is read completely, with one request for each page, and all of them are recorded', async () => {
  const { id } = await begin(server, quick.url)
  expect(await waitUntilEnded(server, id)).toMatchObject({ status: 'ready', rowCount: PEOPLE })
  expect(server.logs()).toContain(STARTED)
  expect(new Set(quick.requests).size).toBe(quick.requests.length)
  expect(quick.requests).toHaveLength(PEOPLE / 10 + 6)
  const { body } = await ask(server, `/api/datasets/${id}/requests?limit=1`)
  expect(JSON.parse(body)).toMatchObject({ total: quick.requests.length })
})

test('a download that is cancelled sends no more requests', async () => {
  const { id } = await begin(server, slow.url)
  while (slow.requests.length < 30) await sleep(50)
  await fetch(`${server.url}/api/datasets/${id}/cancel`, { method: 'POST' })
  expect(await waitUntilEnded(server, id)).toMatchObject({ status: 'cancelled' })
  await sleep(500)
  const sent = slow.requests.length
  expect(sent).toBeLessThan(PEOPLE / 10)
  await sleep(1_000)
  expect(slow.requests).toHaveLength(sent)
})
