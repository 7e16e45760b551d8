import { setStorageNotice } from '@/lib/datasets/recovery/storage-notice'
import { db } from '@/lib/db/client'
import { readDashboardState, thisMinute } from '@/lib/kept-answers/state'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const NOW = new Date('2026-11-22T20:30:00Z')

afterEach(() => {
  setStorageNotice({ checking: 0 })
  jest.useRealTimers()
})

test('the dashboard is in the same state until somebody writes, or another minute begins', async () => {
  const state = await readDashboardState(NOW)
  expect(state).toEqual(expect.any(String))
  expect(await readDashboardState(NOW)).toBe(state)
  expect(await readDashboardState(new Date('2026-11-22T20:31:00Z'))).not.toBe(state)
  await db().$executeRaw`CREATE TABLE note (id INTEGER PRIMARY KEY)`
  expect(await readDashboardState(NOW)).not.toBe(state)
})

test('the dashboard has no state that lasts while it has a notice', async () => {
  setStorageNotice({ checking: 1 })
  expect(await readDashboardState(NOW)).toBeNull()
})

test('a minute begins at its first second', () => {
  jest.useFakeTimers({ now: new Date('2026-11-22T20:30:59.999Z') })
  expect(thisMinute()).toEqual(NOW)
})
