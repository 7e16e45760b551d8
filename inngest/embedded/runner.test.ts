import {
  client,
  createEvent,
  createGate,
  getEndedRun,
  getRun,
  runToEnd,
  setUpRunners,
  startRunner,
  waitUntil,
} from '@/inngest/embedded/testing'
import { db } from '@/lib/db/client'

setUpRunners()

describe('a run', () => {
  test('runs its steps one after the other, each once, and stores the result', async () => {
    const calls: string[] = []
    const sequence = client.createFunction(
      { id: 'sequence', triggers: [{ event: 'a' }] },
      async ({ event, step }) => {
        const one = await step.run('one', () => calls.push('one'))
        const two = await step.run('two', () => calls.push('two'))
        return { n: event.data.n, sum: one + two }
      },
    )
    const run = await runToEnd(await startRunner([sequence]), 'test-sequence', createEvent('a', { n: 7 }))
    expect(run).toMatchObject({ status: 'completed', output: { n: 7, sum: 3 } })
    expect(calls).toEqual(['one', 'two'])
    expect(run.steps.map(({ name }) => name).sort()).toEqual(['one', 'two'])
  })

  test('runs parallel steps concurrently, up to the limit', async () => {
    let now = 0
    let most = 0
    const full = createGate()
    const parallel = client.createFunction(
      { id: 'parallel', triggers: [{ event: 'a' }] },
      async ({ step }) => {
        const work = async (): Promise<void> => {
          most = Math.max(most, ++now)
          if (now === 3) full.open()
          await full.opened
          now--
        }
        await Promise.all(Array.from({ length: 7 }, (_, index) => step.run(`step ${index}`, work)))
        return step.run('last', () => 'done')
      },
    )
    const runner = await startRunner([parallel], { concurrency: 3 })
    const run = await runToEnd(runner, 'test-parallel', createEvent('a'))
    expect(run).toMatchObject({ status: 'completed', output: 'done' })
    expect(most).toBe(3)
    expect(run.steps.map(({ position }) => position).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('sleeps without taking a slot from steps that are ready', async () => {
    const sleeper = client.createFunction({ id: 'sleeper', triggers: [{ event: 'a' }] }, async ({ step }) => {
      const [, two] = await Promise.all([step.sleep('nap', '1s'), step.run('two', () => 2)])
      return two
    })
    const runner = await startRunner([sleeper], { concurrency: 1 })
    const run = await runToEnd(runner, 'test-sleeper', createEvent('a'))
    expect(run).toMatchObject({ status: 'completed', output: 2 })
    const byPosition = run.steps.sort((one, other) => Number(one.position) - Number(other.position))
    expect(byPosition.map(({ name }) => name)).toEqual(['two', 'nap'])
  })

  test('starts in every function that the event triggers; an unknown event starts nothing', async () => {
    const create = (id: string, condition?: string) =>
      client.createFunction({ id, triggers: [{ event: 'a', ...(condition && { if: condition }) }] }, () => id)
    const runner = await startRunner([
      create('every'),
      create('only-x', "event.data.kind == 'x'"),
      create('only-y', "event.data.kind == 'y'"),
    ])
    const event = createEvent('a', { kind: 'x' })
    const unknown = createEvent('unknown')
    await runner.receive([unknown, event])
    await runner.idle()
    const rows = await db().embeddedRun.findMany({ where: { eventId: { in: [event.id, unknown.id] } } })
    expect(rows.map(({ functionId, eventId }) => [functionId, eventId]).sort()).toEqual([
      ['test-every', event.id],
      ['test-only-x', event.id],
    ])
  })

  test('is started only once by an event that arrives several times', async () => {
    const work = jest.fn()
    const once = client.createFunction({ id: 'once', triggers: [{ event: 'a' }] }, work)
    const runner = await startRunner([once])
    const event = createEvent('a')
    await Promise.all([runner.receive([event, event]), runner.receive([event])])
    await runner.idle()
    await runner.receive([event])
    await runner.idle()
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe('cancelling', () => {
  test('ends the runs that match, even while they sleep or wait for a retry; others continue', async () => {
    const ran = jest.fn()
    const cancellable = client.createFunction(
      {
        id: 'cancellable',
        triggers: [{ event: 'a' }],
        cancelOn: [{ event: 'stop', match: 'data.id' }],
      },
      async ({ event, step }) => {
        if (event.data.how === 'sleeps') await step.sleep('nap', '1h')
        if (event.data.how === 'fails')
          await step.run('try', () => {
            ran('fails')
            throw new Error('again')
          })
        if (event.data.how === 'works') await step.sleep('nap', '1s')
        return step.run('last', () => ran(event.data.how))
      },
    )
    const runner = await startRunner([cancellable], { backoffMs: 3_600_000 })
    const events = ['sleeps', 'fails', 'works'].map((how) =>
      createEvent('a', { how, id: how === 'works' ? 'other' : 'this' }),
    )
    await runner.receive(events)
    const getRuns = () => Promise.all(events.map((event) => getRun('test-cancellable', event)))
    await waitUntil(async () => (await getRuns()).every(({ steps: [first] }) => first?.dueAt))
    await runner.receive([createEvent('stop', { id: 'this' })])
    await runner.idle()
    expect((await getRuns()).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'completed'])
    expect(ran.mock.calls).toEqual([['fails'], ['works']])
  })

  test('without a condition ends every run of the function', async () => {
    const all = client.createFunction(
      { id: 'all', triggers: [{ event: 'a' }], cancelOn: [{ event: 'stop-all' }] },
      async ({ step }) => step.sleep('nap', '1h'),
    )
    const runner = await startRunner([all])
    const events = [createEvent('a'), createEvent('a')]
    await runner.receive(events)
    await runner.receive([createEvent('stop-all')])
    await runner.idle()
    for (const event of events) expect((await getRun('test-all', event)).status).toBe('cancelled')
  })

  test('drops the result of a running step, and starts no further step', async () => {
    const [begun, gate] = [createGate(), createGate()]
    const later = jest.fn()
    const interrupted = client.createFunction(
      { id: 'interrupted', triggers: [{ event: 'a' }], cancelOn: [{ event: 'stop-it' }] },
      async ({ step }) => {
        await step.run('slow', async () => {
          begun.open()
          await gate.opened
        })
        await step.run('later', later)
      },
    )
    const runner = await startRunner([interrupted])
    const event = createEvent('a')
    await runner.receive([event])
    await begun.opened
    await runner.receive([createEvent('stop-it')])
    gate.open()
    await runner.idle()
    expect(await getRun('test-interrupted', event)).toMatchObject({ status: 'cancelled', steps: [] })
    expect(later).not.toHaveBeenCalled()
  })
})

test('an unsupported feature of Inngest fails the run with a clear message', async () => {
  const waiting = client.createFunction({ id: 'waiting', triggers: [{ event: 'a' }] }, async ({ step }) =>
    step.waitForEvent('wait', { event: 'b', timeout: '1h' }),
  )
  const event = createEvent('a')
  const runner = await startRunner([waiting])
  await runner.receive([event])
  expect(await getEndedRun('test-waiting', event)).toMatchObject({
    status: 'failed',
    output: {
      message:
        'The embedded runner does not support WaitForEvent. docs/embedded-runner.md lists what it supports.',
    },
  })
})
