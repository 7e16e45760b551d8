import { assertMayTry, countWrongToken, forgetWrongTokens, MOST_WRONG_TOKENS } from '@/lib/wrong-tokens'

const NOON = Date.UTC(2026, 10, 23, 12)

afterEach(forgetWrongTokens)

test('ten wrong tokens in a minute are looked at, an eleventh is not, nor is the right one', () => {
  for (let tries = 0; tries < MOST_WRONG_TOKENS; tries++) {
    expect(() => assertMayTry(NOON + tries)).not.toThrow()
    countWrongToken(NOON + tries)
  }
  expect(() => assertMayTry(NOON + 59_999)).toThrow(
    expect.objectContaining({
      code: 'too_many',
      message: 'There were too many wrong access tokens. Wait a minute, then try again.',
    }) as Error,
  )
})

test('a minute later they are forgotten, one by one', () => {
  for (let tries = 0; tries < MOST_WRONG_TOKENS; tries++) countWrongToken(NOON + tries)
  expect(() => assertMayTry(NOON + 60_000)).not.toThrow()
  countWrongToken(NOON + 60_000)
  expect(() => assertMayTry(NOON + 60_000)).toThrow()
})
