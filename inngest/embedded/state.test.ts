import { randomUUID } from 'node:crypto'
import { newRun, withDelay, withNewSteps, withResult } from '@/inngest/embedded/state'
import * as store from '@/inngest/embedded/store'
import { createEvent } from '@/inngest/embedded/testing'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const SOON = new Date('2030-01-01T00:00:00Z')

function inOrder(run: store.StoredRun | null): store.StoredRun {
  if (!run) throw new Error('no such run')
  return { ...run, steps: [...run.steps].sort((one, other) => one.id.localeCompare(other.id)) }
}

test('what is known of a run is what is stored, after every kind of write', async () => {
  const event = createEvent('a', { n: 1 })
  const hold = { runId: randomUUID(), owner: 'owner-1' }
  const run = { id: hold.runId, functionId: 'f', event }
  await store.insertRun({ ...run, owner: hold.owner })
  let known = newRun(run)
  const expectSame = async (): Promise<void> => {
    const stored = inOrder(await store.loadRun(hold.runId))
    expect(stored).toMatchObject(inOrder(known))
    expect(stored.steps).toHaveLength(known.steps.length)
  }
  await expectSame()

  const planned: store.NewStep[] = [
    { id: 'a', name: 'first', op: 'StepPlanned' },
    { id: 'b', name: 'nap', op: 'Sleep', dueAt: SOON },
  ]
  for (const steps of [planned, [...planned, { id: 'c', name: 'third', op: 'StepPlanned' as const }]]) {
    expect(await store.planSteps(hold, steps)).toBe(true)
    known = withNewSteps(known, steps)
    await expectSame()
  }

  await store.delayStep(hold, 'c', 1, SOON)
  known = withDelay(known, 'c', { attempt: 1, dueAt: SOON })
  await expectSame()

  const results = [
    ['b', 'completed', null],
    ['c', 'failed', { name: 'Error', message: 'é' }],
    ['c', 'completed', 'too late'],
    ['unplanned', 'completed', { kept: [1], gone: undefined }],
    ['a', 'completed', undefined],
  ] as const
  for (const [id, status, output] of results) {
    const step = { id, name: id }
    expect(await store.settleStep(hold, step, status, output)).toBe(true)
    known = withResult(known, step, status, output)
    await expectSame()
  }

  await store.delayStep(hold, 'a', 5, SOON)
  known = withDelay(known, 'a', { attempt: 5, dueAt: SOON })
  await expectSame()
})

test('a write says that the run is not held any more', async () => {
  const hold = { runId: randomUUID(), owner: 'owner-1' }
  await store.insertRun({ id: hold.runId, functionId: 'f', event: createEvent('a'), owner: hold.owner })
  const other = { ...hold, owner: 'owner-2' }
  const step = { id: 'a', name: 'first' }
  expect(await store.planSteps(other, [{ ...step, op: 'StepPlanned' }])).toBe(false)
  expect(await store.settleStep(other, step, 'completed', 1)).toBe(false)
  expect(await store.delayStep(other, 'a', 1, null)).toBe(false)
  expect(await store.delayRun(other, 1, null)).toBe(false)
  expect((await store.loadRun(hold.runId))?.steps).toEqual([])
})
