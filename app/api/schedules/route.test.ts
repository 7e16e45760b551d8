import { POST as run } from '@/app/api/schedules/[id]/run/route'
import { DELETE as remove, GET as getOne, PATCH as change } from '@/app/api/schedules/[id]/route'
import { GET as list, POST as create } from '@/app/api/schedules/route'
import { setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import type { ApiShape } from '@/lib/api/openapi/schemas'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { readAnswer } from '@/lib/testing/api'
import { setSources } from '@/lib/testing/app'

const URL_OF_LIST = 'http://localhost:3000/api/schedules'
const UNKNOWN = '00000000-0000-4000-8000-000000000000'
const PAUSED = { source: 'archive', cron: '0 6 * * *', zone: 'Europe/Berlin', paused: true }

setUpDownloads()

beforeEach(async () => {
  setSources('archive')
  await db().schedule.deleteMany()
})
afterEach(() => {
  env().ACCESS_TOKEN = undefined
})

function ask(method: string, body?: unknown, headers: Record<string, string> = {}): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Request(URL_OF_LIST, {
    method,
    headers: { host: 'localhost:3000', ...headers },
    ...(body !== undefined && { body: text }),
  })
}

function withId(id: string): { params: Promise<{ id: string }> } {
  return { params: Promise.resolve({ id }) }
}

async function answer(
  response: Promise<Response>,
  shape: ApiShape = 'Schedule',
): Promise<{ status: number; body: unknown }> {
  return readAnswer(await response, shape)
}

async function createPaused(): Promise<string> {
  const { body } = await answer(create(ask('POST', PAUSED)))
  return (body as { id: string }).id
}

function refusal(status: number, code: string, message: string): unknown {
  return { status, body: { error: { code, message } } }
}

const NO_SUCH = refusal(404, 'not_found', 'There is no such schedule.')

test('a schedule is added with defaults, says where it is, and is listed', async () => {
  const response = await create(ask('POST', { cron: '0 */6 * * *' }))
  const location = response.headers.get('location')
  const { status, body } = await readAnswer(response, 'Schedule')
  expect(status).toBe(201)
  expect(body).toMatchObject({
    ...{ source: 'auto', cron: '0 */6 * * *', zone: 'UTC', lossPercent: 10, paused: false },
    ...{ words: 'every 6 hours, UTC', last: null },
  })
  const { id, next } = body as { id: string; next: string[] }
  expect(next).toHaveLength(3)
  expect(location).toBe(`/api/schedules/${id}`)
  expect(await answer(getOne(ask('GET'), withId(id)))).toEqual({ status: 200, body })
  expect(await answer(list(ask('GET')), 'ScheduleList')).toEqual({ status: 200, body: { schedules: [body] } })
})

test('a schedule is changed, resumed and deleted', async () => {
  const id = await createPaused()
  expect(
    await answer(change(ask('PATCH', { cron: '30 7 * * *', lossPercent: 5 }), withId(id))),
  ).toMatchObject({
    status: 200,
    body: { words: 'every day at 07:30, Europe/Berlin', lossPercent: 5, paused: true, next: [] },
  })
  const { body } = await answer(change(ask('PATCH', { paused: false }), withId(id)))
  expect((body as { next: string[] }).next).toHaveLength(3)
  expect((await remove(ask('DELETE'), withId(id))).status).toBe(204)
  expect(await answer(remove(ask('DELETE'), withId(id)))).toEqual(NO_SUCH)
})

test('it is run at once, and its result is that of the dataset', async () => {
  const id = await createPaused()
  const response = await run(ask('POST'), withId(id))
  const { status, body } = await readAnswer(response, 'StartedDownload')
  const { dataset } = body as { dataset: { id: string } }
  expect([status, response.headers.get('location')]).toEqual([202, `/api/datasets/${dataset.id}`])
  await waitUntilEnded(dataset.id)
  expect(await answer(getOne(ask('GET'), withId(id)))).toMatchObject({
    body: {
      paused: true,
      last: {
        datasetId: dataset.id,
        status: 'ready',
        sentence: '82 characters from the bundled archive.',
        loss: null,
      },
    },
  })
})

test.each([
  [{ cron: '0 0 30 2 *' }, 'This cron expression never runs: there is no such day.'],
  [
    { cron: '*/4 * * * *' },
    'This cron expression runs more often than every 5 minutes. Choose times further apart.',
  ],
  [
    { cron: '0 6 * * *', zone: 'Mars/Olympus' },
    'This time zone is not known. Use a name such as Europe/Berlin, or UTC.',
  ],
  [
    { cron: '0 6 * * *', source: 'http://169.254.169.254' },
    '169.254.169.254 is not one of the configured sources. Choose one from the list.',
  ],
])('%j is refused with a sentence, and nothing is added', async (body, message) => {
  expect(await answer(create(ask('POST', body)))).toEqual(refusal(400, 'invalid', message))
  expect(await db().schedule.count()).toBe(0)
})

test.each([undefined, '{', '[]', {}, { cron: 6 }, { ...PAUSED, lossPercent: 101 }, { ...PAUSED, next: [] }])(
  'the body %j is refused, new or as a change',
  async (body) => {
    expect(await answer(create(ask('POST', body)))).toMatchObject({ status: 400 })
    expect(await db().schedule.count()).toBe(0)
    const id = await createPaused()
    const changed = await answer(change(ask('PATCH', body), withId(id)))
    // To change nothing is possible.
    const isEmpty = body === undefined || JSON.stringify(body) === '{}'
    expect(changed).toMatchObject({ status: isEmpty ? 200 : 400 })
  },
)

test.each([UNKNOWN, '', '../../etc/passwd'])('the unknown schedule "%s" is not found', async (id) => {
  expect(await answer(getOne(ask('GET'), withId(id)))).toEqual(NO_SUCH)
  expect(await answer(change(ask('PATCH', { paused: true }), withId(id)))).toEqual(NO_SUCH)
  expect(await answer(remove(ask('DELETE'), withId(id)))).toEqual(NO_SUCH)
  expect(await answer(run(ask('POST'), withId(id)))).toEqual(NO_SUCH)
})

test('changes need the token where one is set, and never come from other sites', async () => {
  const id = await createPaused()
  const changes: ((headers: Record<string, string>) => Promise<Response>)[] = [
    (headers) => create(ask('POST', PAUSED, headers)),
    (headers) => change(ask('PATCH', { paused: false }, headers), withId(id)),
    (headers) => remove(ask('DELETE', undefined, headers), withId(id)),
    (headers) => run(ask('POST', undefined, headers), withId(id)),
  ]
  for (const one of changes)
    expect(await answer(one({ origin: 'https://evil.example' }))).toMatchObject({ status: 403 })
  env().ACCESS_TOKEN = 'a-token-of-thirty-characters..'
  for (const one of changes) expect(await answer(one({}))).toMatchObject({ status: 401 })
  expect(await answer(list(ask('GET')), 'ScheduleList')).toMatchObject({
    status: 200,
    body: { schedules: [{ id, paused: true, last: null }] },
  })
})
