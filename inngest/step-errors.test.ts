import { NonRetriableError, RetryAfterError } from 'inngest'
import {
  describeFailures,
  isSourceFailure,
  logFailure,
  readFailure,
  readWait,
  toStepError,
} from '@/inngest/step-errors'
import { env } from '@/lib/env'
import { AppError, SourceError } from '@/lib/errors'
import { log } from '@/lib/log'

const MINUTE_MS = 60_000
const UNEXPECTED = 'Something went wrong inside Holocron. The log has the details; trying again may help.'

function sourceError(options: { retriable: boolean; retryAfterMs?: number }): SourceError {
  return new SourceError('swapi.example is busy.', options)
}

describe('a failed step', () => {
  test('is retried after a temporary fault of a source', () => {
    const error = sourceError({ retriable: true })
    expect(toStepError(error, true, 1)).toBe(error)
  })

  test('is retried when the source says to', () => {
    const error = toStepError(sourceError({ retriable: true, retryAfterMs: 15 * MINUTE_MS }), true, 1)
    expect(error).toBeInstanceOf(RetryAfterError)
    expect(error).toMatchObject({
      name: 'SourceError',
      message: 'swapi.example is busy.',
      retryAfter: '900',
    })
  })

  test.each([
    ['the source asks for longer than a quarter of an hour', true, 15 * MINUTE_MS + 1, true],
    ['there is another source to try', true, undefined, false],
    ['retrying does not help', false, undefined, true],
  ])('is not retried when %s', (_why, retriable, wait, mayRetry) => {
    const original = sourceError({ retriable, ...(wait !== undefined && { retryAfterMs: wait }) })
    const error = toStepError(original, mayRetry, 1)
    expect(error).toBeInstanceOf(NonRetriableError)
    expect(error).toMatchObject({ name: 'SourceError', message: 'swapi.example is busy.' })
  })

  test('is not retried after an expected failure of ours, and keeps its cause', () => {
    const cause = new Error('ENOSPC')
    const error = toStepError(new AppError('unavailable', 'The disk is full.', { cause }), true, 1)
    expect(error).toBeInstanceOf(NonRetriableError)
    expect(error).toMatchObject({ name: 'AppError', message: 'The disk is full.', cause })
  })

  test('is retried unchanged after an unexpected error', () => {
    const error = new TypeError('x is undefined')
    expect(toStepError(error, false, 1)).toBe(error)
  })
})

describe('on an Inngest server, which would begin with 15 to 45 seconds', () => {
  beforeEach(() => {
    env().INNGEST_BASE_URL = 'http://127.0.0.1:9'
    env().RETRY_BACKOFF_MS = 1_000
  })
  afterEach(() => {
    delete env().INNGEST_BASE_URL
  })

  test.each([
    [1, 1_000],
    [2, 2_000],
    [4, 8_000],
  ])('try %i of a step is followed by a wait of our own', (tryNumber, wait) => {
    for (const error of [sourceError({ retriable: true }), new TypeError('x is undefined')]) {
      const stepError = toStepError(error, true, tryNumber)
      expect(stepError).toBeInstanceOf(RetryAfterError)
      expect(stepError).toMatchObject({ name: error.name, message: error.message })
      expect(readWait(stepError)).toBe(wait)
    }
  })

  test('the wait that a source asks for is kept, and not cut short by a server that counts from the last full second', () => {
    const stepError = toStepError(sourceError({ retriable: true, retryAfterMs: 30_000 }), true, 3)
    expect(readWait(stepError)).toBe(31_000)
  })

  test('what is not retried has no wait', () => {
    expect(readWait(toStepError(sourceError({ retriable: false }), true, 1))).toBe(0)
  })
})

describe('an error that has crossed a step', () => {
  /** A stored error as the SDK restores it: only name and message are left. */
  function afterStep(error: Error): Error {
    return Object.assign(new Error(error.message), { name: error.name })
  }

  test('is recognized as a source’s failure by its name, retried or not', () => {
    for (const mayRetry of [true, false]) {
      const error = toStepError(sourceError({ retriable: true }), mayRetry, 1) as Error
      expect(isSourceFailure(afterStep(error))).toBe(true)
    }
    expect(isSourceFailure(afterStep(new AppError('conflict', 'Ended.')))).toBe(false)
    expect(isSourceFailure('SourceError')).toBe(false)
  })

  test.each([
    ['a source’s sentence', sourceError({ retriable: false }), 'swapi.example is busy.'],
    ['a sentence of ours', new AppError('conflict', 'This was ended.'), 'This was ended.'],
    ['a bug’s message', new TypeError('x is undefined'), UNEXPECTED],
  ])('shows the user %s, or nothing technical', (_what, error, sentence) => {
    expect(readFailure(afterStep(error))).toBe(sentence)
  })
})

describe('the failure of a download', () => {
  test('of one source is its reason, with advice', () => {
    const error = describeFailures([{ source: 'a', reason: 'A is gone.' }])
    expect(error).toBeInstanceOf(NonRetriableError)
    expect(readFailure(error)).toBe('A is gone. Try again later, or choose another source.')
  })

  test('is left as it is if it already contains advice', () => {
    const reason = 'The disk is full. Make room, then try again.'
    expect(readFailure(describeFailures([{ source: 'a', reason }]))).toBe(reason)
  })

  test('of several sources names every reason', () => {
    const failures = [
      { source: 'a', reason: 'A is gone.' },
      { source: 'b', reason: 'B is busy.' },
    ]
    expect(readFailure(describeFailures(failures))).toBe(
      'No source could be read. A is gone. B is busy. Try again later, or choose another source.',
    )
  })
})

describe('the log', () => {
  const where = { datasetId: 'd', step: 'publish', tryNumber: 1 }

  afterEach(() => jest.restoreAllMocks())

  test('has one line for an expected failure', () => {
    const warn = jest.spyOn(log, 'warn').mockImplementation(() => undefined)
    logFailure(sourceError({ retriable: true }), where)
    expect(warn.mock.calls).toEqual([[where, 'swapi.example is busy.']])
  })

  test('has the full error for an unexpected one', () => {
    const logged = jest.spyOn(log, 'error').mockImplementation(() => undefined)
    const error = new TypeError('x is undefined')
    logFailure(error, where)
    expect(logged.mock.calls).toEqual([[{ ...where, err: error }, 'a step failed unexpectedly']])
  })
})
