import type * as Errors from '@/lib/errors'
import { AppError, SourceError, orQueryLimit, describeSystemError, userMessage } from '@/lib/errors'

test('an expected failure shows its message', () => {
  const cause = new Error('ECONNREFUSED 10.0.0.7')
  expect(userMessage(new AppError('unavailable', 'The database is busy. Try again.', { cause }))).toBe(
    'The database is busy. Try again.',
  )
  expect(userMessage(new SourceError('swapi.dev refused the connection.', { retriable: true }))).toBe(
    'swapi.dev refused the connection.',
  )
})

test.each([[new Error('password authentication failed for user "root"')], ['text'], [null], [undefined]])(
  'an unexpected one reveals no details: %p',
  (error) => {
    expect(userMessage(error)).toBe(
      'Something went wrong inside Holocron. The log has the details; trying again may help.',
    )
  },
)

test('a source’s failure is an expected one that keeps its cause and whether to retry', () => {
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

test('a query returns the result, or the sentence that says why there is none', async () => {
  expect(await orQueryLimit(Promise.resolve(82))).toEqual({ answer: 82, problem: null })
  for (const code of ['busy', 'timeout', 'memory'] as const) {
    const error = new AppError(code, 'Try again in a moment.')
    const expected = { answer: null, problem: 'Try again in a moment.', isDamaged: false }
    expect(await orQueryLimit(Promise.reject(error))).toEqual(expected)
  }
  const damage = new AppError('damaged', 'This dataset is damaged.')
  expect(await orQueryLimit(Promise.reject(damage))).toEqual({
    ...{ answer: null, problem: 'This dataset is damaged.', isDamaged: true },
  })
})

test('other failures are not hidden', async () => {
  for (const error of [new AppError('not_ready', 'Not ready.'), new Error('bug')]) {
    await expect(orQueryLimit(Promise.reject(error))).rejects.toBe(error)
  }
})

describe('a system error', () => {
  test.each([
    [
      'ENOSPC',
      'The disk is full, so nothing can be saved. Free up space where the storage folder is, then try again.',
    ],
    [
      'SQLITE_FULL',
      'The disk is full, so nothing can be saved. Free up space where the storage folder is, then try again.',
    ],
    ['EROFS', 'The storage folder cannot be written to. Make it writable for Holocron, then try again.'],
  ])('%s, anywhere in the chain of causes, becomes a sentence', (code, sentence) => {
    const cause = Object.assign(new Error('low level'), { code })
    const error = describeSystemError(new Error('Prisma says', { cause: new Error('adapter', { cause }) }))
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'unavailable', message: sentence })
  })

  test('a folder that cannot be created with its parents means a disk that cannot be written to', () => {
    const error = describeSystemError(
      new Error("ENOENT: no such file or directory, mkdir '/srv/storage/parts/x'"),
    )
    expect(error).toMatchObject({
      message: 'The storage folder cannot be written to. Make it writable for Holocron, then try again.',
    })
    const missing = new Error("ENOENT: no such file or directory, open '/srv/storage/mkdir.csv'")
    expect(describeSystemError(missing)).toBe(missing)
  })

  test('other errors stay unchanged', () => {
    const error = new TypeError('x is undefined')
    expect(describeSystemError(error)).toBe(error)
    expect(describeSystemError('text')).toBe('text')
  })
})

test('an expected failure is recognized across copies of its module', () => {
  jest.resetModules()
  const other = jest.requireActual<typeof Errors>('@/lib/errors')
  expect(other.AppError).not.toBe(AppError)
  const error = new other.SourceError('No.', { retriable: false })
  expect([error instanceof AppError, error instanceof SourceError]).toEqual([true, true])
  expect(new other.AppError('busy', 'No.') instanceof SourceError).toBe(false)
  expect(userMessage(error)).toBe('No.')
})
