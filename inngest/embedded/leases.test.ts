import { randomUUID } from 'node:crypto'
import {
  claimRuns,
  isHeld,
  releaseLeases,
  renewLeases,
  writeWhileHeld,
  type Hold,
} from '@/inngest/embedded/leases'
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

async function expireLease({ runId }: Hold): Promise<void> {
  await db().embeddedRun.update({ where: { id: runId }, data: { leaseUntil: new Date(0) } })
}

function idsOf(claimed: { id: string }[]): string[] {
  return claimed.map(({ id }) => id)
}

describe('a lease', () => {
  test('is exclusive while it lasts', async () => {
    const functionId = randomUUID()
    const hold = await insertRun(createEvent('a'), functionId)
    expect(await claimRuns('owner-2', [functionId])).toEqual([])
    expect(await isHeld(hold)).toBe(true)
    expect(await isHeld({ ...hold, owner: 'owner-2' })).toBe(false)
  })

  test('that has expired goes to exactly one of many claimants', async () => {
    const functionId = randomUUID()
    const holds = [
      await insertRun(createEvent('a'), functionId),
      await insertRun(createEvent('a'), functionId),
    ]
    await Promise.all(holds.map(expireLease))
    const owners = ['owner-2', 'owner-3', 'owner-4', 'owner-5']
    const claimed = await Promise.all(owners.map((owner) => claimRuns(owner, [functionId])))
    expect(idsOf(claimed.flat()).sort()).toEqual(holds.map(({ runId }) => runId).sort())
    for (const hold of holds) expect(await isHeld(hold)).toBe(false)
  })

  test('is taken over only by a process that has the function', async () => {
    const hold = await insertRun()
    await expireLease(hold)
    expect(await claimRuns('owner-2', ['another'])).toEqual([])
  })

  test('that is renewed does not expire; renewing returns the lost runs', async () => {
    const functionId = randomUUID()
    const [kept, ended, taken] = [
      await insertRun(createEvent('a'), functionId),
      await insertRun(createEvent('a'), functionId),
      await insertRun(createEvent('a'), functionId),
    ]
    await store.cancelRun(ended.runId)
    await expireLease(taken)
    expect(idsOf(await claimRuns('owner-2', [functionId]))).toEqual([taken.runId])
    await expireLease(kept)
    const runIds = [kept, ended, taken].map(({ runId }) => runId)
    expect(await renewLeases(OWNER, runIds)).toEqual([ended.runId, taken.runId])
    expect(await claimRuns('owner-3', [functionId])).toEqual([])
  })

  test('that is released can be claimed immediately', async () => {
    const functionId = randomUUID()
    const id = randomUUID()
    await store.insertRun({ id, functionId, event: createEvent('a'), owner: 'leaving' })
    await releaseLeases('leaving')
    expect(await claimRuns('owner-2', [functionId])).toEqual([{ id, crashes: 0 }])
  })

  test('that expires repeatedly counts the dead processes, until the run makes progress', async () => {
    const functionId = randomUUID()
    const hold = await insertRun(createEvent('a'), functionId)
    const claimAfterDeath = async (owner: string): Promise<number | undefined> => {
      await expireLease(hold)
      return (await claimRuns(owner, [functionId]))[0]?.crashes
    }
    expect(await claimAfterDeath('owner-2')).toBe(1)
    expect(await claimAfterDeath('owner-3')).toBe(2)
    const step = { id: 'one', name: 'one' }
    await store.settleStep({ ...hold, owner: 'owner-3' }, step, 'completed', null)
    expect(await claimAfterDeath('owner-4')).toBe(1)
  })

  test('of a run that has ended is not claimed', async () => {
    const functionId = randomUUID()
    const hold = await insertRun(createEvent('a'), functionId)
    await store.finishRun(hold, 'completed', null)
    await expireLease(hold)
    expect(await claimRuns('owner-2', [functionId])).toEqual([])
  })

  test('lets no other owner write, and no owner at all once the run has ended', async () => {
    const hold = await insertRun()
    const write = jest.fn(() => Promise.resolve('written'))
    expect(await writeWhileHeld({ ...hold, owner: 'owner-2' }, write)).toBeNull()
    expect(await writeWhileHeld(hold, write)).toBe('written')
    await store.cancelRun(hold.runId)
    expect(await writeWhileHeld(hold, write)).toBeNull()
    expect(write).toHaveBeenCalledTimes(1)
  })
})
