import { AppError } from '@/lib/errors'
import { type ReadyCheck, runCheck } from '@/lib/readiness/check'

const failure = 'It is not responding.'

test('says the word of a check that succeeds, and does not repeat it at once', async () => {
  const read = jest.fn().mockResolvedValue('ok')
  const check: ReadyCheck = { name: 'thing', read, failure }
  const expected = { name: 'thing', isReady: true, state: 'ok' }
  expect(await Promise.all([runCheck(check), runCheck(check)])).toEqual([expected, expected])
  expect(await runCheck(check)).toEqual(expected)
  expect(read).toHaveBeenCalledTimes(1)
})

test('says the sentence of an expected failure, and no detail of any other', async () => {
  const fail = (error: Error): ReadyCheck => ({ name: 'thing', read: () => Promise.reject(error), failure })
  expect(await runCheck(fail(new AppError('unavailable', 'It is away.')))).toMatchObject({
    state: 'It is away.',
  })
  expect(await runCheck(fail(new Error('10.0.0.7 refused')))).toEqual({
    name: 'thing',
    isReady: false,
    state: failure,
  })
})

test('a check that never ends is reported after a while, and is not started again', async () => {
  jest.useFakeTimers()
  const read = jest.fn(() => new Promise<string>(() => undefined))
  const check: ReadyCheck = { name: 'thing', read, failure }
  for (const result of [runCheck(check), runCheck(check)]) {
    await jest.advanceTimersByTimeAsync(2_000)
    expect(await result).toEqual({ name: 'thing', isReady: false, state: failure })
  }
  expect(read).toHaveBeenCalledTimes(1)
  jest.useRealTimers()
})
