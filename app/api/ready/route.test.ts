import { GET } from '@/app/api/ready/route'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'], now: Date.now() }))
afterEach(() => {
  jest.advanceTimersByTime(2_000)
  jest.useRealTimers()
  jest.restoreAllMocks()
})

const ask = (): Promise<Response> => GET(new Request('http://localhost:3000/api/ready'))

test('is 200 with a word for each check', async () => {
  const response = await ask()
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    status: 'ready',
    checks: { database: 'ok', storage: 'ok', inngest: 'embedded' },
  })
})

test('is 503 in the one error shape when the database fails', async () => {
  jest.setSystemTime(Date.now() + 5_000)
  jest.spyOn(db(), '$queryRaw').mockRejectedValue(new Error('10.0.0.7 refused') as never)
  const response = await ask()
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({
    status: 'not ready',
    checks: { database: 'The database is not responding.', storage: 'ok', inngest: 'embedded' },
    error: { code: 'unavailable', message: 'The database is not responding.' },
  })
})
