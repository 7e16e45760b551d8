import { GET } from '@/app/api/health/route'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

test('is 200 while the process responds, even when its database does not', async () => {
  const query = jest.spyOn(db(), '$queryRaw').mockImplementation(() => new Promise(() => undefined) as never)
  const response = await GET(new Request('http://localhost:3000/api/health'))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ status: 'ok' })
  expect(query).not.toHaveBeenCalled()
})
