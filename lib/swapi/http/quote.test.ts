import { excerpt, quoteValue } from '@/lib/swapi/http/quote'
import fc from '@/lib/testing/fast-check'

describe('an excerpt', () => {
  test.each([
    ['Luke Skywalker', 'Luke Skywalker'],
    ['', ''],
    ['a\nb\r\nc\td\0e', 'a\\nb\\r\\nc\\td\\0e'],
    ['bell\u0007 escape\u001b[31m', 'bell\\u0007 escape\\u001b[31m'],
    ['\u202Eevil\u2028line', '\\u202eevil\\u2028line'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['half \ud83d of one', 'half \\ud83d of one'],
    ['👨‍👩‍👧 Padmé', '👨‍👩‍👧 Padmé'],
  ])('of %j is %j', (text, expected) => {
    expect(excerpt(text)).toBe(expected)
  })

  test('of 80 characters is complete, and of 81 is truncated to 80', () => {
    expect(excerpt('x'.repeat(80))).toBe('x'.repeat(80))
    expect(excerpt('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`)
  })

  test('never splits a character', () => {
    expect(excerpt('🤖'.repeat(10), 4)).toBe('🤖🤖🤖…')
  })

  test('of any text is one line of at most the requested length, counting an escape as one character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 100 }),
        fc.integer({ min: 1, max: 50 }),
        (text, max) => {
          const shown = excerpt(text, max)
          expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u)
          expect(Array.from(shown.replaceAll(/\\(?:[nrt0]|u[0-9a-f]{4})/g, '?')).length).toBeLessThanOrEqual(
            max,
          )
        },
      ),
    )
  })
})

describe('a quoted value', () => {
  test.each([
    ['yesterday', '"yesterday"'],
    [172, '172'],
    [1e21, '1e+21'],
    [true, 'true'],
    [null, 'null'],
    [['a'], 'a list'],
    [{ toString: 'evil' }, 'an object'],
    ['x'.repeat(5_000_000), `"${'x'.repeat(79)}…"`],
  ])('is short and names its type (%#)', (value, expected) => {
    expect(quoteValue(value)).toBe(expected)
  })
})
