import { randomUUID } from 'node:crypto'
import type { Hold } from '@/inngest/embedded/leases'
import * as store from '@/inngest/embedded/store'
import { createEvent } from '@/inngest/embedded/testing'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const OWNER = 'owner-1'

async function insertRun(event = createEvent('a'), functionId: string = randomUUID()): Promise<Hold> {
  const id = randomUUID()
  expect(await store.insertRun({ id, functionId, event, owner: OWNER })).toBe(true)
  return { runId: id, owner: OWNER }
}

async function load({ runId }: Hold): Promise<store.StoredRun> {
  const run = await store.loadRun(runId)
  if (!run) throw new Error('no such run')
  return run
}

describe('a run', () => {
  test('is read back with its event', async () => {
    const event = createEvent('work/wanted', { n: 1 })
    const hold = await insertRun(event, 'f')
    expect(await load(hold)).toEqual({
      id: hold.runId,
      functionId: 'f',
      event,
      status: 'running',
      attempt: 0,
      dueAt: null,
      output: null,
      steps: [],
      stateBytes: JSON.stringify(event).length,
    })
  })

  test('is started once per event and function', async () => {
    const event = createEvent('a')
    const start = (functionId: string): Promise<boolean> =>
      store.insertRun({ id: randomUUID(), functionId, event, owner: OWNER })
    const started = await Promise.all([start('once'), start('once'), start('once'), start('other')])
    expect(started.filter(Boolean)).toHaveLength(2)
    expect(await db().embeddedRun.count({ where: { eventId: event.id } })).toBe(2)
  })

  test('ends only once: later writes change nothing', async () => {
    const hold = await insertRun()
    expect(await store.finishRun(hold, 'completed', { n: 1 })).toBe(true)
    expect(await store.finishRun(hold, 'failed', { message: 'late' })).toBe(false)
    expect(await store.cancelRun(hold.runId)).toBe(false)
    expect(await load(hold)).toMatchObject({ status: 'completed', output: { n: 1 } })
  })

  test('is removed with its steps a week after its end, and not before', async () => {
    const [old, recent, running] = [await insertRun(), await insertRun(), await insertRun()]
    for (const hold of [old, recent]) {
      await store.settleStep(hold, { id: 's', name: 's' }, 'completed', 1)
      await store.finishRun(hold, 'completed', null)
    }
    const eightDays = 8 * 24 * 60 * 60_000
    await db().embeddedRun.update({
      where: { id: old.runId },
      data: { finishedAt: new Date(Date.now() - eightDays) },
    })
    await db().embeddedRun.update({
      where: { id: running.runId },
      data: { createdAt: new Date(Date.now() - eightDays) },
    })
    await store.forgetOldRuns()
    expect(await store.loadRun(old.runId)).toBeNull()
    expect(await db().embeddedStep.count({ where: { runId: old.runId } })).toBe(0)
    expect((await load(recent)).steps).toHaveLength(1)
    expect((await load(running)).status).toBe('running')
  })
})

describe('a step', () => {
  const one = { id: 'one', name: 'first' }

  test('is planned once, and keeps its stored state', async () => {
    const hold = await insertRun()
    await store.planSteps(hold, [{ ...one, op: 'StepPlanned' }])
    const dueAt = new Date('2030-01-01T00:00:00Z')
    await store.delayStep(hold, 'one', 1, dueAt)
    await store.planSteps(hold, [
      { ...one, op: 'StepPlanned' },
      { id: 'three', name: 'nap', op: 'Sleep', dueAt },
    ])
    const steps = Object.fromEntries((await load(hold)).steps.map((step) => [step.id, step]))
    expect(steps).toMatchObject({
      one: { op: 'StepPlanned', status: 'pending', attempt: 1, dueAt, position: null },
      three: { op: 'Sleep', status: 'pending', dueAt },
    })
    expect(Object.keys(steps)).toHaveLength(2)
  })

  test('keeps its first result', async () => {
    const hold = await insertRun()
    await store.settleStep(hold, one, 'completed', { n: 1 })
    await store.settleStep(hold, one, 'failed', { message: 'late' })
    await store.delayStep(hold, 'one', 3, new Date())
    expect((await load(hold)).steps).toMatchObject([
      { id: 'one', name: 'first', status: 'completed', output: { n: 1 }, position: 1, attempt: 0 },
    ])
  })

  test('has a unique position, even when many finish concurrently', async () => {
    const hold = await insertRun()
    const ids = Array.from({ length: 20 }, (_, index) => `step-${index}`)
    await Promise.all(ids.map((id) => store.settleStep(hold, { id, name: id }, 'completed', id)))
    const positions = (await load(hold)).steps.map(({ position }) => position)
    expect(positions.sort((a, b) => Number(a) - Number(b))).toEqual(ids.map((_, index) => index + 1))
  })

  test('is not stored for a run that was cancelled or taken over', async () => {
    const cancelled = await insertRun()
    await store.cancelRun(cancelled.runId)
    await store.settleStep(cancelled, one, 'completed', 1)
    await store.planSteps(cancelled, [{ id: 'two', name: 'second', op: 'StepPlanned' }])
    expect((await load(cancelled)).steps).toEqual([])
    const taken = await insertRun()
    await store.settleStep({ ...taken, owner: 'owner-2' }, one, 'completed', 1)
    expect((await load(taken)).steps).toEqual([])
  })

  test('is passed to the SDK with its result or error, in order of completion, unless pending', async () => {
    const hold = await insertRun()
    await store.planSteps(
      hold,
      ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id, op: 'StepPlanned' as const })),
    )
    await store.settleStep(hold, { id: 'c', name: 'c' }, 'completed', undefined)
    await store.settleStep(hold, { id: 'a', name: 'a' }, 'failed', { message: 'gone' })
    await store.settleStep(hold, { id: 'b', name: 'b' }, 'completed', [1])
    expect(store.memoizedSteps((await load(hold)).steps)).toEqual({
      stack: ['c', 'a', 'b'],
      steps: {
        c: { type: 'data', data: null },
        a: { type: 'error', error: { message: 'gone' } },
        b: { type: 'data', data: [1] },
      },
    })
  })

  test('counts toward the size of the run, in bytes', async () => {
    const hold = await insertRun()
    const { stateBytes } = await load(hold)
    await store.settleStep(hold, one, 'completed', 'é')
    expect((await load(hold)).stateBytes).toBe(stateBytes + 4)
  })
})
