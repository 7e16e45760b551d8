/** A source that returns its whole collection as one list, longer than what may be in memory. */
import { readdir } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { download, nameless, readCsv, serveSwapi, setUpDownloads } from '@/inngest/testing'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { env, storagePath } from '@/lib/env'
import { canonicalRecords, type SwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

setUpDownloads()

const TRY_LATER = ' Try again later, or choose another source.'
const LIMITS = { ...env() }

beforeEach(() => Object.assign(env(), { UPSTREAM_DOCUMENT_MAX_BYTES: 300_000 }))
afterEach(() => Object.assign(env(), LIMITS))

/** A person as text, so that the list can be cut anywhere. */
function personText(id: number, change: Record<string, unknown> = {}): string {
  const [luke] = canonicalRecords('people')
  return JSON.stringify({ ...luke, url: `/people/${id}/`, ...change })
}

/** About 350 kB: more than is parsed as a whole. */
const THOUSAND = Array.from({ length: 1_000 }, (_, index) => personText(index + 1))

/** A source whose list of people is written by `send`. */
function serveList(send: (response: ServerResponse, earlier: number) => void): Promise<SwapiServer> {
  return serveSwapi({
    shape: 'array',
    intercept: ({ resource, earlier }, response) => {
      if (resource !== 'people') return false
      response.setHeader('content-type', 'application/json')
      send(response, earlier)
      return true
    },
  })
}

async function reasonOf(send: (response: ServerResponse, earlier: number) => void): Promise<string> {
  const dataset = await download((await serveList(send)).url)
  expect(dataset.status).toBe('failed')
  await expectNothingLeft(dataset)
  return nameless(dataset.error)
}

async function expectNothingLeft({ id }: Dataset): Promise<void> {
  const names = await readdir(storagePath('parts', id)).catch(() => [])
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([])
}

test('a list longer than the limit for other responses is stored while it arrives, in two requests', async () => {
  const count = 50_000
  const server = await serveSwapi({ shape: 'array', people: syntheticPeople(count) })
  const dataset = await download(server.url)
  expect(dataset).toMatchObject({
    status: 'ready',
    error: null,
    rowCount: count,
    requests: 2,
    shape: 'array',
  })
  expect(server.requests).toHaveLength(2)
  const paged = await serveSwapi({ shape: 'paged', people: syntheticPeople(count), pageSize: 500 })
  expect(dataset.sha256).toBe((await download(paged.url)).sha256)
})

test('a list that breaks off is requested again, and nothing of the first try is kept', async () => {
  const server = await serveList((response, earlier) => {
    if (earlier > 0) return void response.end(`[${THOUSAND.join()}]`)
    response.write(`[${THOUSAND.join()},${personText(5_000)}`, () => response.destroy())
  })
  const dataset = await download(server.url)
  expect(dataset).toMatchObject({ status: 'ready', rowCount: 1_000, requests: 4, retries: 1 })
  expect(readCsv(dataset).split('\n')).toHaveLength(1_002)
})

test.each([
  [
    'that ends midway',
    `[${THOUSAND.join()},{"name":`,
    'HOST sent something that is not JSON (application/json).' + TRY_LATER,
  ],
  [
    'that is not closed',
    `[${THOUSAND.join()}`,
    'HOST sent something that is not JSON (application/json).' + TRY_LATER,
  ],
  [
    'followed by something else',
    `[${THOUSAND.join()}] <!-- cached -->`,
    'HOST sent something that is not JSON (application/json).' + TRY_LATER,
  ],
  [
    'of values that are no records',
    `[${'1234567890,'.repeat(50_000)}1]`,
    'A person of HOST is not an object: 1234567890.' + TRY_LATER,
  ],
  ['of lists', `[${'[],'.repeat(150_000)}[]]`, 'A person of HOST is not an object: a list.' + TRY_LATER],
  [
    'with an invalid record near its end',
    `[${THOUSAND.join()},${personText(1_001, { height: 172 })}]`,
    'The person "Luke Skywalker" (id 1001) of HOST has a "height" that is not text: 172.' + TRY_LATER,
  ],
  [
    'with a long value',
    `[${THOUSAND.join()},${personText(1_001, { mass: 'x'.repeat(9_000) })}]`,
    'The person "Luke Skywalker" (id 1001) of HOST has a "mass" of 9,000 bytes; the limit for all values of a person together is 8,192.' +
      TRY_LATER,
  ],
  [
    'with a record twice',
    `[${THOUSAND.join()},${personText(7)}]`,
    'HOST returned the same record more than once (people, id 7), so others may be missing. Nothing was kept; try again, or choose another source.',
  ],
])('a list %s is refused', async (_what, text, reason) => {
  expect(await reasonOf((response) => response.end(text))).toBe(reason)
})

test('a list that is shorter than its content-length is refused', async () => {
  const text = `[${THOUSAND.join()}]`
  const reason = await reasonOf((response) => {
    response.setHeader('content-length', text.length + 10)
    response.write(text, () => response.destroy())
  })
  expect(reason).toBe('HOST closed the connection unexpectedly.' + TRY_LATER)
})

test('a list that exceeds its own limit is refused with the name of the setting', async () => {
  env().UPSTREAM_LIST_MAX_BYTES = 310_000
  expect(await reasonOf((response) => response.end(`[${THOUSAND.join()}]`))).toBe(
    'HOST sent a response of more than 310,000 bytes, the limit set by UPSTREAM_LIST_MAX_BYTES. ' +
      'Raise it if that is to be expected, or choose another source.',
  )
})

test('a long response that is not a list is refused with the name of the setting', async () => {
  const text = `{"count":1000,"next":null,"results":[${THOUSAND.join()}]}`
  expect(await reasonOf((response) => response.end(text))).toBe(
    'HOST sent a response of more than 300,000 bytes, the limit set by UPSTREAM_DOCUMENT_MAX_BYTES. ' +
      'Raise it if that is to be expected, or choose another source.',
  )
})

test('a record that does not end is refused with the name of the setting, long before the list is too long', async () => {
  env().UPSTREAM_PAGE_MAX_BYTES = 200_000
  const text = `[${THOUSAND.join()},{"name":"${'x'.repeat(2_000_000)}"}]`
  expect(await reasonOf((response) => response.end(text))).toBe(
    'HOST sent a record of more than 200,000 bytes, the limit set by UPSTREAM_PAGE_MAX_BYTES. ' +
      'Raise it if that is to be expected, or choose another source.',
  )
})
