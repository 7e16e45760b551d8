import { GET } from '@/app/api/health/route'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

test('is 200 while the database responds', async () => {
  const response = await GET(new Request('http://localhost:3000/api/health'))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ status: 'ok' })
})

test('is 503 in the one error shape when it does not', async () => {
  jest.spyOn(db().dataset, 'findFirst').mockImplementation(() => {
    throw new Error('database is locked')
  })
  const response = await GET(new Request('http://localhost:3000/api/health'))
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({
    error: { code: 'unavailable', message: 'The database is not responding.' },
  })
})
