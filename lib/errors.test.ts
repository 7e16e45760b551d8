import { AppError, SourceError, attempt, userMessage } from '@/lib/errors'

test('an expected failure speaks for itself', () => {
  const cause = new Error('ECONNREFUSED 10.0.0.7')
  expect(userMessage(new AppError('unavailable', 'The database is busy. Try again.', { cause }))).toBe(
    'The database is busy. Try again.',
  )
  expect(userMessage(new SourceError('swapi.dev refused the connection.', { retriable: true }))).toBe(
    'swapi.dev refused the connection.',
  )
})

test.each([[new Error('password authentication failed for user "root"')], ['text'], [null], [undefined]])(
  'an unexpected one says nothing of itself: %p',
  (error) => {
    expect(userMessage(error)).toBe(
      'Something went wrong inside Holocron. The log has the details; trying again may help.',
    )
  },
)

test('a source’s failure is an expected one that keeps its cause and what to do', () => {
  const cause = new Error('socket hang up')
  const error = new SourceError('swapi.dev asks us to wait.', {
    retriable: true,
    retryAfterMs: 7_000,
    status: 429,
    cause,
  })
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({
    name: 'SourceError',
    code: 'upstream',
    message: 'swapi.dev asks us to wait.',
    retriable: true,
    retryAfterMs: 7_000,
    status: 429,
    cause,
  })
})

test('an attempt is the answer, or the sentence about the limit that it met', async () => {
  expect(await attempt(Promise.resolve(82))).toEqual({ answer: 82, problem: null })
  for (const code of ['busy', 'timeout', 'memory'] as const) {
    const error = new AppError(code, 'Try again in a moment.')
    expect(await attempt(Promise.reject(error))).toEqual({ answer: null, problem: 'Try again in a moment.' })
  }
})

test('an attempt hides no other failure', async () => {
  for (const error of [new AppError('not_ready', 'Not ready.'), new Error('bug')]) {
    await expect(attempt(Promise.reject(error))).rejects.toBe(error)
  }
})
