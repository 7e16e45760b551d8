import { eventType } from 'inngest'
import { readFunctions } from '@/inngest/embedded/functions'
import { client, serveFunctions } from '@/inngest/embedded/testing'

const work = (): Promise<void> => Promise.resolve()

test('functions are read with triggers, retries, cancellation and their failure handlers', async () => {
  const wanted = client.createFunction(
    {
      id: 'wanted',
      triggers: [eventType('work/wanted'), { event: 'work/other', if: "event.data.kind == 'x'" }],
      retries: 2,
      cancelOn: [{ event: 'work/unwanted', match: 'data.id' }, { event: 'work/stop' }],
      onFailure: work,
    },
    work,
  )
  const plain = client.createFunction({ id: 'plain', triggers: [{ event: 'work/plain' }] }, work)
  expect(await readFunctions(serveFunctions(wanted, plain))).toEqual([
    {
      id: 'test-wanted',
      triggers: [{ event: 'work/wanted' }, { event: 'work/other', expression: "event.data.kind == 'x'" }],
      steps: { step: { retries: { attempts: 2 } } },
      cancel: [{ event: 'work/unwanted', if: 'event.data.id == async.data.id' }, { event: 'work/stop' }],
    },
    {
      id: 'test-wanted-failure',
      triggers: [{ event: 'inngest/function.failed', expression: "event.data.function_id == 'test-wanted'" }],
      steps: { step: { retries: { attempts: 1 } } },
      cancel: [],
    },
    { id: 'test-plain', triggers: [{ event: 'work/plain' }], steps: { step: {} }, cancel: [] },
  ])
})

test.each([
  ['debounce', { debounce: { period: '5s' } }],
  ['rateLimit', { rateLimit: { limit: 1, period: '5s' } }],
  ['batchEvents', { batchEvents: { maxSize: 5, timeout: '5s' } }],
  ['idempotency', { idempotency: 'event.data.id' }],
  ['singleton', { singleton: { mode: 'skip' } }],
  ['timeouts', { timeouts: { finish: '5s' } }],
  ['cancelOn with a timeout', { cancelOn: [{ event: 'b', timeout: '5s' }] }],
  ['a cron trigger', { triggers: [{ cron: '0 0 * * *' }] }],
] as const)('a function with %s is rejected as unsupported', async (what, settings) => {
  const options = { id: 'more', triggers: [{ event: 'a' }], ...settings }
  const config = client.createFunction(options as Parameters<typeof client.createFunction>[0], work)
  await expect(readFunctions(serveFunctions(config))).rejects.toThrow(
    `The embedded runner does not support ${what} (function test-more).`,
  )
})

test('a function with an unsupported expression is rejected', async () => {
  const config = client.createFunction(
    { id: 'more', triggers: [{ event: 'a', if: 'event.data.n > 3' }] },
    work,
  )
  await expect(readFunctions(serveFunctions(config))).rejects.toThrow(
    'The embedded runner does not support the expression event.data.n > 3',
  )
})

test('settings that change only the pace are accepted', async () => {
  const paced = client.createFunction(
    {
      id: 'paced',
      triggers: [{ event: 'a' }],
      concurrency: 3,
      throttle: { limit: 1, period: '1s' },
      priority: { run: '10' },
    },
    work,
  )
  expect((await readFunctions(serveFunctions(paced))).map(({ id }) => id)).toEqual(['test-paced'])
})

test('a response that is not a list of functions is an error', async () => {
  const handler = (): Promise<Response> => Promise.resolve(Response.json({ message: 'no' }))
  await expect(readFunctions(handler)).rejects.toThrow('The functions could not be read from the SDK: ')
})
