import { db } from '@/lib/db/client'
import { isSameMachine } from '@/lib/replicas/machine'
import { assertOneMachine, countApart, joinReplicas, leaveReplicas, renewReplica } from '@/lib/replicas/own'
import { ALIVE_MS } from '@/lib/replicas/store'
import { runChecks } from '@/lib/readiness/checks'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
afterEach(() => db().replica.deleteMany())

const MARK = 'e'.repeat(32)

async function addOther(changes: object = {}): Promise<void> {
  const facts = { host: 'other', bootId: 'boot-2', build: 'b', storageMark: MARK, startedAt: new Date() }
  await db().replica.create({ data: { id: 'other', ...facts, seenAt: new Date(), ...changes } })
}

test('a process writes who it is, renews it, and takes it back when it stops', async () => {
  await joinReplicas()
  const mark = await storage.readStorageMark({ create: false })
  const [first] = await db().replica.findMany()
  expect(first).toMatchObject({ storageMark: mark, host: expect.any(String) })
  await renewReplica()
  const [second] = await db().replica.findMany()
  expect(second?.seenAt.getTime()).toBeGreaterThanOrEqual(first?.seenAt.getTime() ?? Infinity)
  await leaveReplicas()
  await renewReplica()
  expect(await db().replica.count()).toBe(0)
})

test('a process that was killed is forgotten after an hour', async () => {
  await addOther({ seenAt: new Date(Date.now() - 61 * 60_000) })
  await joinReplicas()
  expect(await db().replica.findMany({ where: { id: 'other' } })).toEqual([])
  await leaveReplicas()
})

test('says so while another process sees another storage', async () => {
  await addOther()
  await joinReplicas()
  expect(countApart()).toBe(1)
  const checks = await runChecks()
  expect(checks.find(({ name }) => name === 'storage')).toEqual({
    name: 'storage',
    isReady: true,
    state: 'not shared with 1 other server',
  })
  const storageMark = await storage.readStorageMark({ create: false })
  await db().replica.update({ where: { id: 'other' }, data: { storageMark } })
  await renewReplica()
  expect(countApart()).toBe(0)
  await leaveReplicas()
})

describe('SQLite', () => {
  test('is refused while another machine uses it', async () => {
    await addOther()
    await expect(assertOneMachine()).rejects.toThrow(
      'Another Holocron, on the machine other, is using this SQLite database, which only one machine can do without ' +
        'damaging it. Stop the other one and wait a minute, or let both use PostgreSQL (DATABASE_URL).',
    )
  })

  test('is not refused after the other one has been silent for a minute', async () => {
    await addOther({ seenAt: new Date(Date.now() - ALIVE_MS - 1) })
    await expect(assertOneMachine()).resolves.toBeUndefined()
  })
})

test('a machine has one name or one boot id', () => {
  const one = { host: 'a', bootId: '1' }
  expect(isSameMachine(one, { host: 'a', bootId: '2' })).toBe(true)
  expect(isSameMachine(one, { host: 'b', bootId: '1' })).toBe(true)
  expect(isSameMachine(one, { host: 'b', bootId: '2' })).toBe(false)
  expect(isSameMachine({ host: 'a', bootId: '' }, { host: 'b', bootId: '' })).toBe(false)
})
