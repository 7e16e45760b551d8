import { NonRetriableError, RetryAfterError } from 'inngest'
import { callFunction, type CallInput, type CallResult, type Op } from '@/inngest/embedded/protocol'
import { client, createEvent, serveFunctions } from '@/inngest/embedded/testing'

type Handler = Parameters<typeof client.createFunction>[1]

const other = client.createFunction({ id: 'other', triggers: [{ event: 'b' }] }, () => 1)

/** Calls a function once, as the runner would. */
function call(handler: Handler, input: Partial<CallInput> = {}, now?: number): Promise<CallResult> {
  const tested = client.createFunction({ id: 'tested', triggers: [{ event: 'a' }] }, handler)
  const whole = {
    functionId: 'test-tested',
    runId: 'run-1',
    event: createEvent('a', { n: 7 }),
    attempt: 0,
    maxAttempts: 3,
    steps: {},
    stack: [],
    ...input,
  }
  return callFunction(serveFunctions(tested, other), whole, now)
}

async function callForOps(handler: Handler, input: Partial<CallInput> = {}): Promise<Op[]> {
  const result = await call(handler, input)
  if (result.kind !== 'ops') throw new Error(`Expected ops, got ${JSON.stringify(result)}`)
  return result.ops
}

async function callForFailure(handler: Handler, input: Partial<CallInput> = {}): Promise<object> {
  const result = await call(handler, input)
  if (result.kind !== 'failed') throw new Error(`Expected a failure, got ${JSON.stringify(result)}`)
  return result.failure
}

const twoInParallel: Handler = async ({ step }) =>
  Promise.all([step.run('one', () => 1), step.run('two', () => 2)])

describe('a function', () => {
  test('without steps returns its result, and sees event, run and attempt', async () => {
    const handler: Handler = ({ event, runId, attempt, maxAttempts }) => ({
      n: event.data.n,
      runId,
      attempt,
      maxAttempts,
    })
    expect(await call(handler, { attempt: 1 })).toEqual({
      kind: 'completed',
      data: { n: 7, runId: 'run-1', attempt: 1, maxAttempts: 3 },
    })
  })

  test('that returns nothing results in null', async () => {
    expect(await call(() => undefined)).toEqual({ kind: 'completed', data: null })
  })

  test('that throws fails, and may be retried', async () => {
    const failure = await callForFailure(() => {
      throw new TypeError('broken')
    })
    expect(failure).toMatchObject({
      error: { name: 'TypeError', message: 'broken' },
      isFinal: false,
      retryAfterMs: null,
    })
  })

  test('that throws a NonRetriableError fails permanently', async () => {
    const failure = await callForFailure(() => {
      throw new NonRetriableError('never')
    })
    expect(failure).toMatchObject({ error: { message: 'never' }, isFinal: true })
  })

  test('that throws in its last attempt fails permanently', async () => {
    const handler: Handler = () => {
      throw new Error('broken')
    }
    expect(await callForFailure(handler, { attempt: 1 })).toMatchObject({ isFinal: false })
    expect(await callForFailure(handler, { attempt: 2 })).toMatchObject({ isFinal: true })
  })

  test('sets the time of its next attempt in seconds or as a date', async () => {
    const inSeconds: Handler = () => {
      throw new RetryAfterError('later', 90_000)
    }
    expect(await callForFailure(inSeconds)).toMatchObject({ isFinal: false, retryAfterMs: 90_000 })
    const asDate: Handler = () => {
      throw new RetryAfterError('later', new Date('2030-01-01T00:00:10Z'))
    }
    const result = await call(asDate, {}, Date.parse('2030-01-01T00:00:00Z'))
    expect(result).toMatchObject({ failure: { retryAfterMs: 10_000 } })
    const late = await call(asDate, {}, Date.parse('2031-01-01T00:00:00Z'))
    expect(late).toMatchObject({ failure: { retryAfterMs: 0 } })
  })

  test('that the app does not have fails with a clear message', async () => {
    expect(await callForFailure(() => 1, { functionId: 'test-gone' })).toMatchObject({
      error: { message: expect.stringContaining('Function "test-gone" was not found in this app') },
    })
  })
})

describe('steps', () => {
  test('a single step is run immediately', async () => {
    const ops = await callForOps(async ({ step }) => step.run('one', () => ({ a: 1 })))
    expect(ops).toMatchObject([{ op: 'StepRun', displayName: 'one', data: { a: 1 } }])
  })

  test('parallel steps are planned, and each runs when called by its id', async () => {
    const planned = await callForOps(twoInParallel)
    expect(planned).toMatchObject([
      { op: 'StepPlanned', displayName: 'one' },
      { op: 'StepPlanned', displayName: 'two' },
    ])
    for (const [index, data] of [1, 2].entries()) {
      const { id = '' } = planned[index] ?? {}
      const ran = await callForOps(twoInParallel, { stepId: id })
      expect(ran).toMatchObject([{ op: 'StepRun', id, data }])
    }
  })

  test('a failed step is reported with its error and its retry time', async () => {
    const plain = await call(async ({ step }) =>
      step.run('one', () => {
        throw new TypeError('broken')
      }),
    )
    expect(plain).toMatchObject({
      kind: 'ops',
      ops: [{ op: 'StepError', displayName: 'one', error: { name: 'TypeError', message: 'broken' } }],
      retryAfterMs: null,
    })
    const asking = await call(async ({ step }) =>
      step.run('one', () => {
        throw new RetryAfterError('later', 2_000)
      }),
    )
    expect(asking).toMatchObject({ ops: [{ op: 'StepError' }], retryAfterMs: 2_000 })
  })

  test('a step that must not be retried, or has no attempts left, is reported as failed', async () => {
    const never = await callForOps(async ({ step }) =>
      step.run('one', () => {
        throw new NonRetriableError('never')
      }),
    )
    expect(never).toMatchObject([{ op: 'StepFailed', error: { message: 'never' } }])
    const last: Handler = async ({ step }) =>
      step.run('one', () => {
        throw new Error('broken')
      })
    expect(await callForOps(last, { attempt: 2 })).toMatchObject([{ op: 'StepFailed' }])
  })

  test('stored results and errors are read back without repeating the work', async () => {
    const work = jest.fn()
    const handler: Handler = async ({ step }) => {
      const [one, two] = await Promise.allSettled([step.run('one', work), step.run('two', work)])
      const reason = two.status === 'rejected' ? (two.reason as Error) : undefined
      return { one, two: { name: reason?.name, message: reason?.message } }
    }
    const [one, two] = await callForOps(handler)
    const steps = {
      [one?.id ?? '']: { type: 'data', data: null },
      [two?.id ?? '']: { type: 'error', error: { name: 'SourceError', message: 'gone' } },
    } as const
    expect(await call(handler, { steps, stack: Object.keys(steps) })).toEqual({
      kind: 'completed',
      data: { one: { status: 'fulfilled', value: null }, two: { name: 'SourceError', message: 'gone' } },
    })
    expect(work).not.toHaveBeenCalled()
  })

  test('parallel steps are read back in the order they finished', async () => {
    const handler: Handler = async ({ step }) => {
      const order: number[] = []
      const note = (n: number): void => void order.push(n)
      await Promise.all([step.run('one', () => 1).then(note), step.run('two', () => 2).then(note)])
      return order
    }
    const [one, two] = (await callForOps(handler)).map(({ id }) => id) as [string, string]
    const steps = { [one]: { type: 'data', data: 1 }, [two]: { type: 'data', data: 2 } } as const
    expect(await call(handler, { steps, stack: [one, two] })).toEqual({ kind: 'completed', data: [1, 2] })
    expect(await call(handler, { steps, stack: [two, one] })).toEqual({ kind: 'completed', data: [2, 1] })
  })
})

describe('waiting', () => {
  test('a sleep has a duration or an end', async () => {
    const length = await callForOps(async ({ step }) => step.sleep('nap', '90m'))
    expect(length).toMatchObject([{ op: 'Sleep', name: '1h30m', displayName: 'nap' }])
    const end = await callForOps(async ({ step }) => step.sleepUntil('nap', '2030-01-01T00:00:00Z'))
    expect(end).toMatchObject([{ op: 'Sleep', name: '2030-01-01T00:00:00.000Z' }])
  })

  test.each<[string, Handler]>([
    ['WaitForEvent', async ({ step }) => step.waitForEvent('wait', { event: 'x', timeout: '1h' })],
    ['InvokeFunction', async ({ step }) => step.invoke('ask', { function: other })],
  ])('%s is not supported, and fails with a clear message', async (what, handler) => {
    expect(await callForFailure(handler)).toEqual({
      error: {
        name: 'Error',
        message: `The embedded runner does not support ${what}. docs/embedded-runner.md lists what it supports.`,
      },
      isFinal: true,
      retryAfterMs: null,
    })
  })
})

describe('a response', () => {
  function read(response: Response): Promise<CallResult> {
    const input = { functionId: 'f', runId: 'r', event: createEvent('a'), steps: {}, stack: [] }
    return callFunction(() => Promise.resolve(response), { ...input, attempt: 0, maxAttempts: 1 })
  }

  test('that is not JSON becomes the message of a failure', async () => {
    expect(await read(new Response('Bad gateway', { status: 502 }))).toEqual({
      kind: 'failed',
      failure: { error: { name: 'Error', message: 'Bad gateway' }, isFinal: false, retryAfterMs: null },
    })
  })

  test.each(['[]', '{}', '[{"op":"StepRun"}]'])('with operations %s fails permanently', async (body) => {
    const message = 'The embedded runner does not understand the response of the SDK.'
    expect(await read(new Response(body, { status: 206 }))).toEqual({
      kind: 'failed',
      failure: { error: { name: 'Error', message }, isFinal: true, retryAfterMs: null },
    })
  })
})
