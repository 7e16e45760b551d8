import { NonRetriableError } from 'inngest'
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
import { db } from '@/lib/db'

setUpRunners()

describe('a run', () => {
  test('takes its steps one after the other, each once, and keeps the result', async () => {
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

  test('does parallel steps at the same time, up to the limit', async () => {
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

  test('sleeps without taking a place from steps that can be worked on', async () => {
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

  test('starts in every function that the event is for, and nothing starts for an unknown event', async () => {
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

  test('is started once by an event that arrives several times', async () => {
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

describe('invoke', () => {
  const child = client.createFunction(
    { id: 'child', triggers: [{ event: 'child' }], retries: 0 },
    ({ event }) => {
      if (event.data.n === 0) throw new NonRetriableError('nothing to do', { cause: new Error('n is 0') })
      return { doubled: Number(event.data.n) * 2 }
    },
  )
  const parent = client.createFunction(
    { id: 'parent', triggers: [{ event: 'a' }] },
    async ({ event, step }) => {
      try {
        return await step.invoke('double', { function: child, data: { n: event.data.n } })
      } catch (error) {
        return (error as Error).message
      }
    },
  )

  test('returns what the other function returns', async () => {
    const runner = await startRunner([parent, child])
    expect(await runToEnd(runner, 'test-parent', createEvent('a', { n: 4 }))).toMatchObject({
      status: 'completed',
      output: { doubled: 8 },
    })
  })

  test('passes on the failure of the other function', async () => {
    const runner = await startRunner([parent, child])
    expect(await runToEnd(runner, 'test-parent', createEvent('a', { n: 0 }))).toMatchObject({
      status: 'completed',
      output: 'nothing to do',
    })
  })

  test('of a function that does not exist fails in words', async () => {
    const runner = await startRunner([parent])
    expect(await runToEnd(runner, 'test-parent', createEvent('a', { n: 4 }))).toMatchObject({
      status: 'completed',
      output: 'There is no function test-child to invoke.',
    })
  })
})

describe('cancelling', () => {
  test('ends the runs that match, also while they sleep and between attempts; others go on', async () => {
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

  test('drops the result of a step that is under way, and takes no further step', async () => {
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

test('a part of Inngest that is not played fails the run in words', async () => {
  const waiting = client.createFunction({ id: 'waiting', triggers: [{ event: 'a' }] }, async ({ step }) =>
    step.waitForEvent('wait', { event: 'b', timeout: '1h' }),
  )
  const event = createEvent('a')
  const runner = await startRunner([waiting])
  await runner.receive([event])
  expect(await getEndedRun('test-waiting', event)).toMatchObject({
    status: 'failed',
    output: {
      message: 'The embedded runner does not play WaitForEvent. docs/embedded-runner.md says what it plays.',
    },
  })
})
