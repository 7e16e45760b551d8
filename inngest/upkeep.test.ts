import { reconcileDownloads } from '@/inngest/reconcile'
import { runDueSchedules } from '@/inngest/schedules'
import { startUpkeep } from '@/inngest/upkeep'
import { purgeDeleted } from '@/lib/datasets/keeping/purge'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { log } from '@/lib/log'
import { runRetention } from '@/lib/retention/run'

jest.mock('@/inngest/reconcile', () => ({ reconcileDownloads: jest.fn() }))
jest.mock('@/inngest/schedules', () => ({ runDueSchedules: jest.fn() }))
jest.mock('@/lib/retention/run', () => ({ runRetention: jest.fn() }))
jest.mock('@/lib/datasets/keeping/purge', () => ({ purgeDeleted: jest.fn() }))
jest.mock('@/lib/datasets/recovery/sweep', () => ({ sweepRemains: jest.fn() }))

const reconcile = jest.mocked(reconcileDownloads)
const runDue = jest.mocked(runDueSchedules)
const retain = jest.mocked(runRetention)
const purge = jest.mocked(purgeDeleted)
const sweep = jest.mocked(sweepRemains)

beforeEach(() => {
  jest.useFakeTimers()
  reconcile.mockReset().mockResolvedValue()
  runDue.mockReset().mockResolvedValue([])
  retain.mockReset().mockResolvedValue([])
  purge.mockReset().mockResolvedValue([])
  sweep.mockReset().mockResolvedValue({ removed: [], restored: [] })
})
afterEach(() => {
  jest.useRealTimers()
  jest.restoreAllMocks()
})

test('downloads, schedules and retention rules are looked at every 15 seconds, files swept every hour, until stopped', async () => {
  const stop = startUpkeep()
  await jest.advanceTimersByTimeAsync(60 * 60_000)
  expect([reconcile, runDue, retain, purge, sweep].map(({ mock }) => mock.calls.length)).toEqual([
    240, 240, 240, 1, 1,
  ])
  stop()
  await jest.advanceTimersByTimeAsync(60 * 60_000)
  expect([reconcile, runDue, retain, purge, sweep].map(({ mock }) => mock.calls.length)).toEqual([
    240, 240, 240, 1, 1,
  ])
})

test('a failed job is logged and repeated, and a slow one does not overlap itself', async () => {
  const error = jest.spyOn(log, 'error').mockReturnValue()
  reconcile.mockRejectedValueOnce(new Error('the database does not answer'))
  let end = (): void => undefined
  reconcile.mockReturnValueOnce(new Promise((resolve) => (end = resolve)))
  const stop = startUpkeep()
  await jest.advanceTimersByTimeAsync(15_000)
  expect(error).toHaveBeenCalledWith({ err: expect.any(Error) }, 'could not reconcile downloads')
  await jest.advanceTimersByTimeAsync(120_000)
  expect(reconcile).toHaveBeenCalledTimes(2)
  end()
  await jest.advanceTimersByTimeAsync(15_000)
  expect(reconcile).toHaveBeenCalledTimes(3)
  stop()
})
