import { readUtcDate } from '@/lib/swapi/records/utc-date'
import fc from '@/lib/testing/fast-check'

describe('a format', () => {
  test.each([
    ['SWAPI’s own', '2014-12-20T21:17:56.891000Z', '2014-12-20'],
    ['without an offset', '2014-12-20T21:17:56', '2014-12-20'],
    ['an offset without a colon', '2014-12-20T21:17:56+0000', '2014-12-20'],
    ['an offset of only hours, as PostgreSQL writes it', '2014-12-20 21:17:56.891+00', '2014-12-20'],
    ['a typographic minus', '2014-12-20T23:30:00\u221205:00', '2014-12-21'],
    ['a space instead of T', '2014-12-20 21:17:56', '2014-12-20'],
    ['a named zone, as Rails writes it', '2014-12-20 21:17:56 UTC', '2014-12-20'],
    ['a space before the offset, as Ruby writes it', '2014-12-20 23:30:00 -0500', '2014-12-21'],
    ['lower case', '2014-12-20t21:17:56z', '2014-12-20'],
    ['a comma before the fraction', '2014-12-20T21:17:56,891Z', '2014-12-20'],
    ['nanoseconds', '2014-12-20T23:59:59.999999999Z', '2014-12-20'],
    ['only a date', '2014-12-20', '2014-12-20'],
    ['minutes', '2014-12-20T21:17Z', '2014-12-20'],
    ['hours', '2014-12-20T21Z', '2014-12-20'],
    ['the end of the day', '2014-12-20T24:00Z', '2014-12-21'],
    ['the end of the day, to the second', '2014-12-20T24:00:00.000Z', '2014-12-21'],
    ['the end of the day in another zone', '2014-12-20T24:00:00+05:30', '2014-12-20'],
    ['a leap second', '2016-12-31T23:59:60Z', '2016-12-31'],
    ['a leap second in another zone', '2016-12-31T18:59:60.5-05:00', '2016-12-31'],
    ['no separators', '20141220T211756Z', '2014-12-20'],
    ['no separators and no time', '20141220', '2014-12-20'],
    ['surrounding whitespace', ' 2014-12-20T21:17:56Z\n', '2014-12-20'],
    ['a leap day', '2016-02-29T12:00:00Z', '2016-02-29'],
    ['the first day', '0000-12-31T23:30:00-05:00', '0001-01-01'],
    ['the last day', '9999-12-31T23:59:59.999999Z', '9999-12-31'],
  ])('is read: %s', (_, text, date) => {
    expect(readUtcDate(text)).toEqual({ date })
  })

  test.each([
    ...['', 'yesterday', '2014', '2014-12', '20/12/2014', '12/20/2014', 'Sat, 20 Dec 2014 21:17:56 GMT'],
    ...['2014-354', '2014-W51-6', '+002014-12-20', '14-12-20', '2014-1220', '201412-20', '1419110276'],
    ...['2014-13-20', '2014-00-20', '2014-12-00', '2014-02-30', '2015-02-29', '1900-02-29T00:00:00Z'],
    ...['2014-12-20T', '2014-12-20T25:00Z', '2014-12-20T24:00:01Z', '2014-12-20T24:00:00.001Z'],
    ...['2014-12-20T21:60Z', '2014-12-20T21:17:61Z', '2014-12-20T21:17:56.Z', '2014-12-20T21.5Z'],
    ...['2014-12-20T21:17:56+24:00', '2014-12-20T21:17:56+05:60', '2014-12-20T21:17:56+5', '2014-12-20Z'],
    ...['2014-12-20T21:17:56 EST', '2014-12-20T21:17:56Z[UTC]', '2014-12-20T21:17:56ZZ', '２０１４-12-20'],
  ])('is rejected: %j', (text) => {
    expect(readUtcDate(text)).toEqual({ problem: 'not a date' })
  })

  test.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:30:00+05:00',
    '9999-12-31T23:30:00-05:00',
    '9999-12-31T24:00:00Z',
  ])('outside years of four digits in UTC is rejected: %s', (text) => {
    expect(readUtcDate(text)).toEqual({ problem: 'year out of range' })
  })
})

/** A moment between the years 0002 and 9998, and an offset in minutes: checked against JavaScript's own arithmetic. */
const moment = fc.record({
  utc: fc.date({ min: new Date('0002-01-01'), max: new Date('9998-12-31'), noInvalidDate: true }),
  offset: fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
})

const spelling = fc.record({
  separator: fc.constantFrom('T', 't', ' '),
  isBasic: fc.boolean(),
  colon: fc.constantFrom(':', ''),
  blank: fc.constantFrom('', ' '),
  fraction: fc.oneof(fc.constant(''), fc.stringMatching(/^[.,]\d{1,9}$/)),
})

test('any moment in any format is read as its day in UTC', () => {
  fc.assert(
    fc.property(moment, spelling, ({ utc, offset }, { separator, isBasic, colon, blank, fraction }) => {
      const there = new Date(utc.getTime() + offset * 60_000).toISOString().slice(0, 19)
      const [day = '', time = ''] = there
        .split('T')
        .map((part) => (isBasic ? part.replaceAll(/[-:]/g, '') : part))
      const minutes = Math.abs(offset)
      const [hh, mm] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'))
      const zone = `${offset < 0 ? '-' : '+'}${hh}${colon}${mm}`
      const text = `${day}${separator}${time}${fraction}${blank}${zone}`
      expect(readUtcDate(text)).toEqual({ date: utc.toISOString().slice(0, 10) })
    }),
    { numRuns: 1_000 },
  )
})

test('any text yields ten characters, or a reason', () => {
  const dateLike = fc.stringMatching(
    /^\d{4}-?[01]\d-?[0-3]\d([Tt ]\d\d:?\d\d(:?\d\d)?[ ]?([Zz]|[+-]\d\d:?\d\d)?)?$/,
  )
  fc.assert(
    fc.property(fc.oneof(dateLike, fc.string({ unit: 'binary', maxLength: 40 })), (text) => {
      const read = readUtcDate(text)
      expect('date' in read ? read.date : '0001-01-01').toMatch(/^\d{4}-\d\d-\d\d$/)
    }),
    { numRuns: 500 },
  )
})
