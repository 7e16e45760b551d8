import { listTimes, parseCron, timeAfter } from '@/lib/schedules/cron'
import { cronOfTime } from '@/lib/schedules/model/words'
import fc from '@/lib/testing/fast-check'

const times = (cron: string, zone: string, after: string, count: number): string[] =>
  listTimes(cron, zone, new Date(after), count).map((time) => time.toISOString().slice(0, 16))

describe('a time of day on days whose clocks change', () => {
  test.each([
    ['London’s 01:30, which is skipped', '30 1 * * *', 'Europe/London', '2026-03-28', '01:30 01:00 00:30'],
    ['London’s 02:30 in spring', '30 2 * * *', 'Europe/London', '2026-03-28', '02:30 01:30 01:30'],
    ['London’s 01:30, which occurs twice', '30 1 * * *', 'Europe/London', '2026-10-24', '00:30 00:30 01:30'],
    ['London’s 02:30 in autumn', '30 2 * * *', 'Europe/London', '2026-10-24', '01:30 02:30 02:30'],
    ['New York’s 02:30, skipped', '30 2 * * *', 'America/New_York', '2026-03-07', '07:30 07:00 06:30'],
    ['New York’s 01:30, twice', '30 1 * * *', 'America/New_York', '2026-10-31', '05:30 05:30 06:30'],
    ['New York’s 02:30 in autumn', '30 2 * * *', 'America/New_York', '2026-10-31', '06:30 07:30 07:30'],
  ])('%s, comes once', (_what, cron, zone, day, hours) => {
    const first = new Date(`${day}T00:00:00Z`)
    const expected = hours.split(' ').map((hour, index) => {
      const date = new Date(first.getTime() + index * 86_400_000)
      return `${date.toISOString().slice(0, 10)}T${hour}`
    })
    expect(times(cron, zone, first.toISOString(), 3)).toEqual(expected)
  })

  test('the second 01:30 is not a time of the schedule, even for a server that starts between the two', () => {
    expect(times('30 1 * * *', 'Europe/London', '2026-10-25T00:31:00Z', 1)).toEqual(['2026-10-26T01:30'])
    expect(times('30 1,13 * * *', 'Europe/London', '2026-10-25T00:30:00Z', 1)).toEqual(['2026-10-25T13:30'])
  })
})

test('every hour is every hour, on days whose clocks change too', () => {
  const hours = ['05:00', '06:00', '07:00', '08:00'].map((hour) => `2026-11-01T${hour}`)
  expect(times('0 * * * *', 'America/New_York', '2026-11-01T04:30:00Z', 4)).toEqual(hours)
  const spring = ['06:00', '07:00', '08:00'].map((hour) => `2026-03-08T${hour}`)
  expect(times('0 * * * *', 'America/New_York', '2026-03-08T05:30:00Z', 3)).toEqual(spring)
})

/** Date, hour and minute of the clocks in a zone, calculated without croner. */
function createClock(zone: string): (time: number) => { day: string; clock: string } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
  return (time) => {
    const [day = '', clock = ''] = format.format(time).split(', ')
    return { day, clock }
  }
}

test('a time of day comes once on each day: when clocks first show it, or right after they skip it', () => {
  const zones = ['UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
  // Days around changes of clocks, and any others.
  const day = fc.oneof(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '2026-10-04', '2026-04-05'),
    fc
      .integer({ min: 0, max: 3_000 })
      .map((n) => new Date(n * 86_400_000 + 1.7e12).toISOString().slice(0, 10)),
  )
  const clock = fc
    .tuple(fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 0, max: 23 })), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  fc.assert(
    fc.property(fc.constantFrom(...zones), day, clock, (zone, middle, time) => {
      const read = createClock(zone)
      const from = Date.parse(`${middle}T00:00:00Z`) - 36 * 3_600_000
      const to = from + 72 * 3_600_000
      const expected = new Map<string, number>()
      for (let at = from, before = read(from - 60_000); at <= to; at += 60_000) {
        const now = read(at)
        const isSkipped = now.day === before.day && before.clock < time && now.clock > time
        if ((now.clock === time || isSkipped) && !expected.has(now.day)) expected.set(now.day, at)
        before = now
      }
      const cron = cronOfTime(time) ?? ''
      // The first day is not whole: a time may have come before it began.
      const [first = 0, ...later] = listTimes(cron, zone, new Date(from), 4).map((date) => date.getTime())
      expect(later.filter((at) => at <= to)).toEqual([...expected.values()].filter((at) => at > first))
      expect(new Set([first, ...later].map((at) => read(at).day)).size).toBe(4)
    }),
    { numRuns: 60 },
  )
})

test('times only ever increase, and each is the one after the time before it', () => {
  const cron = fc.constantFrom('30 2 * * *', '0 */4 * * *', '15,45 1,2 * * *', '0 0 29 2 *', '5 4 * * 7')
  const zone = fc.constantFrom('Europe/London', 'America/New_York', 'Pacific/Apia')
  const start = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(cron, zone, start, (expression, where, after) => {
      const all = listTimes(expression, where, after, 20)
      let before = after
      for (const time of all) {
        expect(time.getTime()).toBeGreaterThan(before.getTime())
        expect(timeAfter(expression, where, before)).toEqual(time)
        before = time
      }
    }),
    { numRuns: 100 },
  )
})

test.each([
  ['  0   6 *  * 1-5 ', '0 6 * * 1-5'],
  ['*/5 * * * *', '*/5 * * * *'],
  ['0 0 29 2 *', '0 0 29 2 *'],
  ['0 12 L * *', '0 12 L * *'],
  ['30 4 * JAN,JUL mon#1', '30 4 * JAN,JUL mon#1'],
])('%j is accepted', (text, stored) => {
  expect(parseCron(text)).toBe(stored)
})

const FIELDS =
  'The cron expression must have five fields: minute, hour, day of month, month and weekday, such as 0 6 * * 1-5.'
const TOO_OFTEN = 'This cron expression runs more often than every 5 minutes. Choose times further apart.'
const NEVER = 'This cron expression never runs: there is no such day.'

test.each([
  ['', FIELDS],
  ['@daily', FIELDS],
  ['* * * * * *', FIELDS],
  ['2026-11-26T00:00:00', FIELDS],
  ['? 6 * * *', FIELDS],
  [`0 6 * * ${'1,'.repeat(60)}1`, FIELDS],
  ['0 0 30 2 *', NEVER],
  ['0 0 31 4,6,9,11 *', NEVER],
  ['* * * * *', TOO_OFTEN],
  ['*/4 * * * *', TOO_OFTEN],
  ['*/7 * * * *', TOO_OFTEN],
  ['0,4 6 * * 1', TOO_OFTEN],
  ['58 23 29 2 *', null],
  ['2,58 0,23 1,31 * *', TOO_OFTEN],
  ['2,58 0,23 29,1 2,3 *', TOO_OFTEN],
  ['2,58 3,5 * * *', null],
  ['61 * * * *', 'This is not a cron expression: Invalid value for minute: 61.'],
  ['0 6 * * x', /^This is not a cron expression: .+\.$/],
])('%j is refused with a sentence, or accepted if it is far enough apart', (text, sentence) => {
  if (sentence === null) expect(parseCron(text)).toBe(text)
  else expect(() => parseCron(text)).toThrow(sentence)
})

test('a list of minutes and hours is accepted just when its times are five minutes apart', () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 4 })
  const hours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(minutes, hours, (some, of) => {
      const all = of.flatMap((hour) => some.map((minute) => hour * 60 + minute)).sort((a, b) => a - b)
      const gaps = all.map((time, index) => (all[index + 1] ?? (all[0] ?? 0) + 1440) - time)
      const cron = `${some.join(',')} ${of.join(',')} * * *`
      const isAccepted = (): boolean => {
        try {
          return parseCron(cron) === cron
        } catch {
          return false
        }
      }
      expect([cron, isAccepted()]).toEqual([cron, Math.min(...gaps) >= 5])
    }),
    { numRuns: 100 },
  )
})
