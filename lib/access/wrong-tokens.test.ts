import {
  countWrongToken,
  forgetWrongTokens,
  MOST_WRONG_TOKENS,
  MOST_WRONG_TOKENS_IN_ALL,
} from '@/lib/access/wrong-tokens'

const NOON = Date.UTC(2026, 10, 23, 12)

afterEach(forgetWrongTokens)

function count(times: number, address: string, now = NOON): boolean[] {
  return Array.from({ length: times }, () => countWrongToken(address, now))
}

test('ten wrong tokens in a minute are tolerated, the eleventh is one too many', () => {
  expect(count(MOST_WRONG_TOKENS, '192.0.2.1')).not.toContain(true)
  expect(countWrongToken('192.0.2.1', NOON + 59_999)).toBe(true)
})

test('another IP address has its own ten', () => {
  count(50, '192.0.2.1')
  expect(count(MOST_WRONG_TOKENS, '192.0.2.2')).not.toContain(true)
})

test('they are forgotten a minute after the first', () => {
  count(50, '192.0.2.1')
  expect(countWrongToken('192.0.2.1', NOON + 60_000)).toBe(false)
})

test('many IP addresses together are limited as well', () => {
  const addresses = Array.from(
    { length: MOST_WRONG_TOKENS_IN_ALL },
    (_, index) => `10.0.${index >> 8}.${index & 255}`,
  )
  expect(addresses.some((address) => countWrongToken(address, NOON))).toBe(false)
  expect(countWrongToken('192.0.2.1', NOON)).toBe(true)
  expect(countWrongToken('192.0.2.1', NOON + 60_000)).toBe(false)
})

test('a million IP addresses take no more memory than ten thousand', () => {
  for (let index = 0; index < 1_000_000; index++) countWrongToken(String(index), NOON)
  const { holocronWrongTokens } = globalThis as typeof globalThis & {
    holocronWrongTokens: { byAddress: Map<string, unknown> }
  }
  expect(holocronWrongTokens.byAddress.size).toBe(10_000)
  expect(holocronWrongTokens.byAddress.has('999999')).toBe(true)
})
