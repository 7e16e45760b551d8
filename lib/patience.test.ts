import { arriveWithin } from '@/lib/patience'

test('an answer that is there is given', async () => {
  expect(await arriveWithin(60_000, Promise.resolve('answer'))).toBe('answer')
})

test('one that is late is null, and can still be waited for', async () => {
  let arrive: (answer: string) => void = () => undefined
  const answer = new Promise<string>((resolve) => (arrive = resolve))
  expect(await arriveWithin(1, answer)).toBeNull()
  arrive('late')
  expect(await answer).toBe('late')
})

test('a failure in time is thrown', async () => {
  await expect(arriveWithin(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
