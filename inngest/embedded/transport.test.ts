import { client } from '@/inngest/embedded/testing'
import { embeddedFetch, setEventReceiver, type EmbeddedEvent } from '@/inngest/embedded/transport'

const ADDRESS = 'http://localhost:8288/e/key'

let received: EmbeddedEvent[][] = []

beforeEach(() => {
  received = []
  setEventReceiver({ receive: (events) => Promise.resolve(void received.push(events)) })
})
afterEach(() => setEventReceiver(undefined))

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return embeddedFetch(ADDRESS, { method: 'POST', body, headers })
}

test('events from the client arrive with their ids, and the client gets the ids back', async () => {
  const sent = await client.send([
    { id: 'one', name: 'a', data: { n: 1 }, ts: 5 },
    { id: 'two', name: 'b', ts: 6 },
  ])
  expect(sent).toEqual({ ids: ['one', 'two'] })
  expect(received).toEqual([
    [
      { id: 'one', name: 'a', data: { n: 1 }, ts: 5 },
      { id: 'two', name: 'b', data: {}, ts: 6 },
    ],
  ])
})

test('an event without an id gets one', async () => {
  const { ids } = await client.send({ name: 'a' })
  expect(ids).toHaveLength(1)
  expect(received[0]?.[0]?.id).toBe(ids[0])
})

test('events without ids that the client resends keep the ids of the first time', async () => {
  const body = JSON.stringify([{ name: 'a' }, { name: 'a' }])
  for (let attempt = 0; attempt < 2; attempt++) await post(body, { 'x-inngest-event-id-seed': '7,abc' })
  await post(body, { 'x-inngest-event-id-seed': '8,abc' })
  expect(received.map((events) => events.map(({ id }) => id))).toEqual([
    ['7,abc-0', '7,abc-1'],
    ['7,abc-0', '7,abc-1'],
    ['8,abc-0', '8,abc-1'],
  ])
})

test('an event that could not be stored is resent by the client with the same id', async () => {
  let calls = 0
  setEventReceiver({
    receive: (events) => {
      received.push(events)
      return ++calls === 1 ? Promise.reject(new Error('database is locked')) : Promise.resolve()
    },
  })
  await client.send({ name: 'a' })
  expect(received).toHaveLength(2)
  expect(received[1]).toEqual(received[0])
})

test('a single event needs no list', async () => {
  expect((await post('{"id":"1","name":"a"}')).status).toBe(200)
  expect(received).toEqual([[{ id: '1', name: 'a', data: {} }]])
})

test.each(['', 'null', '{', '"a"', '[{"id":"1"}]', '[{"name":"a","data":3}]'])(
  'a body that does not contain events is rejected: %s',
  async (body) => {
    const response = await post(body)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: 'The request body does not contain events.' })
    expect(received).toEqual([])
  },
)

test('any other request is rejected', async () => {
  const [got, elsewhere] = [
    await embeddedFetch(ADDRESS),
    await embeddedFetch('http://localhost:8288/v1/runs', { method: 'POST', body: '{}' }),
  ]
  expect([got.status, elsewhere.status]).toEqual([404, 404])
  expect(await got.json()).toEqual({ error: 'The embedded runner only accepts events.' })
})

test('events are rejected before the runner is started', async () => {
  setEventReceiver(undefined)
  const response = await post('{"id":"1","name":"a"}')
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({ error: 'The embedded runner has not been started.' })
})
