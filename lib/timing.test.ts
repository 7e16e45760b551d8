import { arriveWithin } from '@/lib/timing'

test('a result in time is returned', async () => {
  expect(await arriveWithin(60_000, Promise.resolve('answer'))).toBe('answer')
})

test('a late one is null, and can still be awaited', async () => {
  let arrive: (answer: string) => void = () => undefined
  const answer = new Promise<string>((resolve) => (arrive = resolve))
  expect(await arriveWithin(1, answer)).toBeNull()
  arrive('late')
  expect(await answer).toBe('late')
})

test('a failure in time is thrown', async () => {
  await expect(arriveWithin(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
