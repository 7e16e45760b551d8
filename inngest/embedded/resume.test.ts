import type { EmbeddedRunner } from '@/inngest/embedded/runner'
import * as store from '@/inngest/embedded/store'
import {
  client,
  createEvent,
  createGate,
  getEndedRun,
  getRun,
  setUpRunners,
  startRunner,
  waitUntil,
} from '@/inngest/embedded/testing'
import type { EmbeddedEvent } from '@/inngest/embedded/transport'
import { db } from '@/lib/db/client'
import { log } from '@/lib/log'

// Exports of a module cannot be spied on, those of a copy can.
jest.mock('@/inngest/embedded/store', () => ({
  __esModule: true,
  ...jest.requireActual<typeof store>('@/inngest/embedded/store'),
}))

setUpRunners()
afterEach(() => jest.restoreAllMocks())

/** Never renews its leases and never looks for abandoned runs, like a hanging process. */
const HANGING = { heartbeatMs: 3_600_000 }

/** A function with three steps; the second waits at a gate. Counts how often each was executed. */
function createGated(id: string) {
  const executions: Record<string, number> = {}
  const [begun, gate] = [createGate(), createGate()]
  const count = (name: string): number => (executions[name] = (executions[name] ?? 0) + 1)
  const gated = client.createFunction({ id, triggers: [{ event: 'a' }] }, async ({ step }) => {
    await step.run('first', () => count('first'))
    await step.run('second', async () => {
      count('second')
      begun.open()
      await gate.opened
    })
    return step.run('third', () => count('third'))
  })
  return { gated, executions, begun, gate }
}

/** What a killed process leaves behind: a lease that is not renewed. */
async function expireLeases({ owner }: EmbeddedRunner): Promise<void> {
  await db().embeddedRun.updateMany({ where: { leaseOwner: owner }, data: { leaseUntil: new Date(0) } })
}

async function send(runner: EmbeddedRunner): Promise<EmbeddedEvent> {
  const event = createEvent('a')
  await runner.receive([event])
  return event
}

describe('stopping', () => {
  test('finishes the running step, and the next runner resumes the rest without repeating any', async () => {
    const { gated, executions, begun, gate } = createGated('stopped')
    const first = await startRunner([gated])
    const event = await send(first)
    await begun.opened
    const stopped = first.stop()
    gate.open()
    await stopped
    const left = await getRun('test-stopped', event)
    expect(left.status).toBe('running')
    expect(left.steps.map(({ name, status }) => [name, status]).sort()).toEqual([
      ['first', 'completed'],
      ['second', 'completed'],
    ])
    await startRunner([gated])
    expect(await getEndedRun('test-stopped', event)).toMatchObject({ status: 'completed', output: 1 })
    expect(executions).toEqual({ first: 1, second: 1, third: 1 })
  })

  test('abandons a step that does not end in time, and the next runner repeats it', async () => {
    const { gated, executions, begun, gate } = createGated('abandoned')
    const first = await startRunner([gated])
    const event = await send(first)
    await begun.opened
    await first.stop(50)
    const second = await startRunner([gated])
    await waitUntil(() => executions.second === 2)
    // The abandoned step's result is dropped: the second runner holds the run.
    gate.open()
    await Promise.all([first.idle(), second.idle()])
    expect(await getEndedRun('test-abandoned', event)).toMatchObject({ status: 'completed', output: 1 })
    expect(executions).toEqual({ first: 1, second: 2, third: 1 })
  })

  test('waits for the running step even while another sleeps, and keeps its result', async () => {
    const [begun, gate] = [createGate(), createGate()]
    const beside = client.createFunction({ id: 'beside', triggers: [{ event: 'a' }] }, async ({ step }) => {
      const work = async (): Promise<string> => {
        begun.open()
        await gate.opened
        return 'worked'
      }
      return Promise.all([step.sleep('nap', '1h'), step.run('work', work)])
    })
    const runner = await startRunner([beside])
    const event = await send(runner)
    await begun.opened
    const stopped = runner.stop()
    gate.open()
    await stopped
    const { steps } = await getRun('test-beside', event)
    expect(steps.map(({ name, status, output }) => [name, status, output]).sort()).toEqual([
      ['nap', 'pending', null],
      ['work', 'completed', 'worked'],
    ])
  })

  test('cuts a wait short, and the sleep continues where it was', async () => {
    const sleeper = client.createFunction({ id: 'napper', triggers: [{ event: 'a' }] }, async ({ step }) =>
      step.sleep('nap', '1s'),
    )
    const first = await startRunner([sleeper])
    const event = await send(first)
    await waitUntil(async () => (await getRun('test-napper', event)).steps.length > 0)
    const { dueAt } = (await getRun('test-napper', event)).steps[0] ?? {}
    await first.stop()
    expect((await getRun('test-napper', event)).steps).toMatchObject([{ status: 'pending', dueAt }])
    await startRunner([sleeper])
    expect((await getEndedRun('test-napper', event)).status).toBe('completed')
  })

  test('leaves a run started in the meantime to the next runner', async () => {
    const work = jest.fn()
    const late = client.createFunction({ id: 'late', triggers: [{ event: 'a' }] }, work)
    const runner = await startRunner([late])
    const stopped = runner.stop()
    const event = await send(runner)
    await stopped
    await runner.idle()
    expect(work).not.toHaveBeenCalled()
    await expireLeases(runner)
    await startRunner([late])
    expect((await getEndedRun('test-late', event)).status).toBe('completed')
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe('a process that dies', () => {
  test('is replaced by another, which ends the run once; later results of the first are dropped', async () => {
    const { gated, executions, begun, gate } = createGated('crashed')
    const dead = await startRunner([gated], HANGING)
    const event = await send(dead)
    await begun.opened
    await expireLeases(dead)
    const next = await startRunner([gated])
    await waitUntil(() => executions.second === 2)
    gate.open()
    const run = await getEndedRun('test-crashed', event)
    await Promise.all([dead.idle(), next.idle()])
    expect(run).toMatchObject({ status: 'completed', output: 1 })
    // At least once: the second step was running when its process lost the run.
    expect(executions).toEqual({ first: 1, second: 2, third: 1 })
    expect(run.steps.map(({ position }) => position).sort()).toEqual([1, 2, 3])
    expect(await getRun('test-crashed', event)).toEqual(run)
  })

  test('between a run’s failure and its storage causes one call of the failure handler', async () => {
    const onFailure = jest.fn()
    const failing = client.createFunction(
      { id: 'failing', triggers: [{ event: 'a' }], retries: 0, onFailure: () => void onFailure() },
      () => {
        throw new Error('broken')
      },
    )
    const finishRun = store.finishRun
    const error = new Error('killed')
    jest.spyOn(store, 'finishRun').mockImplementation((hold, status, output) => {
      return status === 'failed' ? Promise.reject(error) : finishRun(hold, status, output)
    })
    jest.spyOn(log, 'error').mockImplementation(() => undefined)
    const dead = await startRunner([failing], HANGING)
    const event = await send(dead)
    await dead.idle()
    expect((await getRun('test-failing', event)).status).toBe('running')
    jest.restoreAllMocks()
    await expireLeases(dead)
    const next = await startRunner([failing])
    expect((await getEndedRun('test-failing', event)).status).toBe('failed')
    await next.idle()
    expect(onFailure).toHaveBeenCalledTimes(1)
  })
})

describe('an unreachable database', () => {
  test('interrupts a run; the same process resumes it when its lease has expired', async () => {
    const logged = jest.spyOn(log, 'error').mockImplementation(() => undefined)
    const { gated, executions, gate } = createGated('broken-off')
    gate.open()
    const locked = new Error('database is locked')
    jest.spyOn(store, 'settleStep').mockRejectedValueOnce(locked)
    const runner = await startRunner([gated], { heartbeatMs: 5 })
    const event = await send(runner)
    await waitUntil(() => logged.mock.calls.length > 0)
    expect(logged.mock.calls).toEqual([
      [expect.objectContaining({ err: locked }), 'a run was interrupted; it will be resumed later'],
    ])
    await runner.idle()
    await expireLeases(runner)
    expect((await getEndedRun('test-broken-off', event)).status).toBe('completed')
    // The result that could not be stored was lost with the first attempt.
    expect(executions).toEqual({ first: 2, second: 1, third: 1 })
  })

  test('at one heartbeat is queried again at the next', async () => {
    const logged = jest.spyOn(log, 'warn').mockImplementation(() => undefined)
    const { gated, gate, begun } = createGated('heartbeat')
    const runner = await startRunner([gated], { heartbeatMs: 5 })
    const event = await send(runner)
    await begun.opened
    const updateMany = jest.spyOn(db().embeddedRun, 'updateMany')
    updateMany.mockImplementationOnce(() => {
      throw new Error('database is locked')
    })
    await waitUntil(() => logged.mock.calls.length > 0)
    await waitUntil(() => updateMany.mock.calls.length > 2)
    gate.open()
    expect((await getEndedRun('test-heartbeat', event)).status).toBe('completed')
  })
})

describe('a run that kills its process', () => {
  test('is resumed by two more processes, and ended with a clear message by the next', async () => {
    const { gated, executions, gate } = createGated('deadly')
    const first = await startRunner([gated], HANGING)
    const event = await send(first)
    let last = first
    for (const times of [1, 2, 3]) {
      await waitUntil(() => executions.second === times)
      await expireLeases(last)
      last = await startRunner([gated], HANGING)
    }
    const run = await getEndedRun('test-deadly', event)
    expect(run.status).toBe('failed')
    expect(run.output).toEqual({
      name: 'AppError',
      message:
        'Holocron stopped three times while working on this, so it will not resume it by itself. Retry it, or choose another source.',
    })
    expect(executions).toEqual({ first: 1, second: 3 })
    // The "dead" runners still have running steps; let them finish.
    gate.open()
  })
})
