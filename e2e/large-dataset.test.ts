/** A dataset of more rows than fit into the memory that assembling begins with, and than a page waits for. */
import { ask } from './http'
import { begin, waitUntilEnded } from './reality/downloads'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

const PEOPLE = 200_001

let server: TestServer
let swapi: SwapiServer
let id: string

beforeAll(async () => {
  swapi = await startSwapiServer({ shape: 'paged', people: syntheticPeople(PEOPLE), pageSize: 1_000 })
  server = await startServer({ env: { SWAPI_SOURCES: swapi.url } })
  id = (await begin(server, swapi.url)).id
}, 240_000)

afterAll(async () => {
  await server?.stop()
  await swapi?.close()
})

test('it is assembled completely and in order', async () => {
  expect(await waitUntilEnded(server, id)).toMatchObject({ status: 'ready', rowCount: PEOPLE, warnings: [] })
  const { body } = await ask(server, `/api/datasets/${id}/rows?limit=1&offset=${PEOPLE - 1}`)
  const [last] = syntheticPeople(PEOPLE).slice(PEOPLE - 1)
  expect(JSON.parse(body)).toMatchObject({ rows: [{ name: last?.name }] })
}, 240_000)

test('its rows under a new condition do not wait for their distributions', async () => {
  const { body } = await ask(server, `/datasets/${id}?limit=10&height__ne=1`)
  // Distributions stand above the rows, unless they came too late for that.
  const [row, distribution] = [body.search(/<tbody[^]*?<td/), body.indexOf('class="histogram"')]
  expect(row).toBeGreaterThan(0)
  expect(distribution).toBeGreaterThan(row)
}, 60_000)
