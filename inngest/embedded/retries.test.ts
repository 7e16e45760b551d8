import { NonRetriableError, RetryAfterError } from 'inngest'
import { client, createEvent, runToEnd, setUpRunners, startRunner } from '@/inngest/embedded/testing'

setUpRunners()

type Handler = Parameters<typeof client.createFunction>[1]
type Attempts = number[]

/** A step that records its attempts and fails a given number of times. */
function failing(attempts: Attempts, times: number, error: () => Error = () => new Error('busy')): Handler {
  return async ({ step, attempt }) =>
    step.run('try', () => {
      attempts.push(attempt)
      if (attempts.length <= times) throw error()
      return 'done'
    })
}

describe('a step that fails', () => {
  test('is retried until it succeeds, and knows the attempt number', async () => {
    const attempts: Attempts = []
    const again = client.createFunction({ id: 'again', triggers: [{ event: 'a' }] }, failing(attempts, 3))
    const run = await runToEnd(await startRunner([again]), 'test-again', createEvent('a'))
    expect(run).toMatchObject({ status: 'completed', output: 'done' })
    expect(attempts).toEqual([0, 1, 2, 3])
  })

  test('is retried without repeating parallel steps that succeeded', async () => {
    const calls: string[] = []
    const beside = client.createFunction(
      { id: 'beside', triggers: [{ event: 'a' }] },
      async ({ step, attempt }) =>
        Promise.all(
          ['one', 'two'].map((id) =>
            step.run(id, () => {
              calls.push(`${id} ${attempt}`)
              if (id === 'two' && attempt < 2) throw new Error('busy')
              return id
            }),
          ),
        ),
    )
    const run = await runToEnd(await startRunner([beside]), 'test-beside', createEvent('a'))
    expect(run).toMatchObject({ status: 'completed', output: ['one', 'two'] })
    expect(calls.sort()).toEqual(['one 0', 'two 0', 'two 1', 'two 2'])
  })

  test('is retried without waiting for a slower parallel step', async () => {
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    const slow = client.createFunction(
      { id: 'slow', triggers: [{ event: 'a' }] },
      async ({ step, attempt }) => {
        const quick = (): string => {
          if (attempt === 0) throw new Error('busy')
          release()
          return 'quick'
        }
        return Promise.all([step.run('slow', () => released.then(() => 'slow')), step.run('quick', quick)])
      },
    )
    const run = await runToEnd(await startRunner([slow]), 'test-slow', createEvent('a'))
    expect(run).toMatchObject({ status: 'completed', output: ['slow', 'quick'] })
  })

  test('for the last time throws its error in the function, which may continue', async () => {
    const attempts: Attempts = []
    const fails = failing(attempts, 99, () => new TypeError('broken', { cause: new Error('why') }))
    const caught = client.createFunction(
      { id: 'caught', triggers: [{ event: 'a' }], retries: 2 },
      async (context) => {
        try {
          return (await fails(context)) as string
        } catch (error) {
          const { name, message, cause } = error as Error
          return context.step.run('instead', () => ({ name, message, cause: (cause as Error).message }))
        }
      },
    )
    const run = await runToEnd(await startRunner([caught]), 'test-caught', createEvent('a'))
    expect(run).toMatchObject({
      status: 'completed',
      output: { name: 'TypeError', message: 'broken', cause: 'why' },
    })
    expect(attempts).toEqual([0, 1, 2])
  })

  test('with a NonRetriableError is not retried', async () => {
    const attempts: Attempts = []
    const never = client.createFunction(
      { id: 'never', triggers: [{ event: 'a' }] },
      failing(attempts, 99, () => new NonRetriableError('never')),
    )
    const run = await runToEnd(await startRunner([never]), 'test-never', createEvent('a'))
    expect(run).toMatchObject({ status: 'failed', output: { message: 'never' } })
    expect(attempts).toEqual([0])
  })

  test('waits as long as it asks for instead of the default', async () => {
    const attempts: Attempts = []
    const later = client.createFunction(
      { id: 'later', triggers: [{ event: 'a' }] },
      failing(attempts, 1, () => new RetryAfterError('later', 1_000)),
    )
    // With the default wait, this would take an hour.
    const runner = await startRunner([later], { backoffMs: 3_600_000 })
    expect((await runToEnd(runner, 'test-later', createEvent('a'))).status).toBe('completed')
    expect(attempts).toEqual([0, 1])
  })
})

describe('a function that fails outside its steps', () => {
  test('is retried without repeating finished steps', async () => {
    const attempts: Attempts = []
    const work = jest.fn(() => 'worked')
    const outside = client.createFunction(
      { id: 'outside', triggers: [{ event: 'a' }] },
      async ({ step, attempt }) => {
        const result = await step.run('work', work)
        attempts.push(attempt)
        if (attempt < 2) throw new Error('busy')
        return result
      },
    )
    const run = await runToEnd(await startRunner([outside]), 'test-outside', createEvent('a'))
    expect(run).toMatchObject({ status: 'completed', output: 'worked' })
    expect(attempts).toEqual([0, 1, 2])
    expect(work).toHaveBeenCalledTimes(1)
  })

  test('gets all its attempts back once it makes progress', async () => {
    const attempts: Attempts = []
    let failures = 0
    const anew = client.createFunction(
      { id: 'anew', triggers: [{ event: 'a' }], retries: 1 },
      async ({ step, attempt }) => {
        attempts.push(attempt)
        if (++failures === 1) throw new Error('before')
        await step.run('work', () => 1)
        if (failures === 3) throw new Error('after')
        return 'done'
      },
    )
    const run = await runToEnd(await startRunner([anew]), 'test-anew', createEvent('a'))
    expect(run).toMatchObject({ status: 'completed', output: 'done' })
    expect(attempts).toEqual([0, 1, 0, 1])
  })

  test('waits as long as it asks for', async () => {
    const attempts: Attempts = []
    const asking = client.createFunction({ id: 'asking', triggers: [{ event: 'a' }] }, ({ attempt }) => {
      attempts.push(attempt)
      if (attempt === 0) throw new RetryAfterError('later', 1_000)
    })
    const runner = await startRunner([asking], { backoffMs: 3_600_000 })
    expect((await runToEnd(runner, 'test-asking', createEvent('a'))).status).toBe('completed')
    expect(attempts).toEqual([0, 1])
  })
})

describe('the failure handler', () => {
  async function runFailing(id: string, handler: Handler, retries: 0 | 1 = 1) {
    const onFailure = jest.fn()
    const failingFunction = client.createFunction(
      {
        id,
        triggers: [{ event: 'a' }],
        retries,
        onFailure: ({ error, event }) =>
          void onFailure({ name: error.name, message: error.message, event: event.data.event }),
      },
      handler,
    )
    const runner = await startRunner([failingFunction])
    const event = createEvent('a', { n: 7 })
    const run = await runToEnd(runner, `test-${id}`, event)
    await runner.idle()
    return { run, event, calls: onFailure.mock.calls.flat() as unknown[] }
  }

  test('is called once with the step’s error and the event that started the run', async () => {
    const handler = failing([], 99, () => new TypeError('broken'))
    const { run, event, calls } = await runFailing('step-fails', handler)
    expect(run).toMatchObject({ status: 'failed', output: { name: 'TypeError', message: 'broken' } })
    expect(calls).toEqual([{ name: 'TypeError', message: 'broken', event }])
  })

  test('is called once with the function’s error, after all attempts', async () => {
    const attempts: Attempts = []
    const { run, event, calls } = await runFailing('function-fails', ({ attempt }) => {
      attempts.push(attempt)
      throw new RangeError('broken')
    })
    expect(run).toMatchObject({ status: 'failed', attempt: 1, output: { name: 'RangeError' } })
    expect(attempts).toEqual([0, 1])
    expect(calls).toEqual([{ name: 'RangeError', message: 'broken', event }])
  })

  test('is not called for a function that succeeds', async () => {
    const { run, calls } = await runFailing('succeeds', failing([], 1))
    expect(run.status).toBe('completed')
    expect(calls).toEqual([])
  })
})
