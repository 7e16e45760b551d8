/**
 * The day in UTC of a timestamp, in the formats that APIs use. `Date.parse` is reliable for one format only: how it reads
 * the others depends on the engine and, without an offset, on the local time zone (docs/decisions/0020-own-date-reader.md).
 */

/** ISO 8601 with or without separators, and the variants that databases and frameworks produce. */
const TIME = new RegExp(
  String.raw`^(?<year>\d{4})(?<dash>-?)(?<month>\d\d)\k<dash>(?<day>\d\d)` +
    String.raw`(?:[Tt ](?<hour>\d\d)(?:(?<colon>:?)(?<minute>\d\d)(?:\k<colon>(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?)?` +
    String.raw` ?(?:[Zz]|UTC|GMT|(?<sign>[+\-\u2212])(?<offsetHour>\d\d)(?::?(?<offsetMinute>\d\d))?)?)?$`,
)

const MINUTE = 60_000

/** Why a text has no day. */
export type DateProblem = 'not a date' | 'year out of range'

/**
 * Reads a date, or a date and time with or without an offset; without one it is UTC. `24:00` is the start of the next
 * day, `23:59:60` a leap second of the same day. Returns `YYYY-MM-DD`, always ten characters: years are 0001 to 9999.
 */
export function readUtcDate(text: string): { date: string } | { problem: DateProblem } {
  const parts = TIME.exec(text.trim())?.groups
  if (!parts) return { problem: 'not a date' }
  const number = (name: string): number => Number(parts[name] ?? 0)
  const day = new Date(0)
  day.setUTCFullYear(number('year'), number('month') - 1, number('day'))
  const isDay = day.getUTCMonth() === number('month') - 1 && day.getUTCDate() === number('day')
  const offset = number('offsetHour') * 60 + number('offsetMinute')
  const isOffset = number('offsetHour') < 24 && number('offsetMinute') < 60
  if (!isDay || !isOffset || !isTimeOfDay(number)) return { problem: 'not a date' }

  // Offsets are whole minutes, so seconds and fractions never change the day.
  const minutes = number('hour') * 60 + number('minute') + (parts.sign === '+' ? -offset : offset)
  const utc = new Date(day.getTime() + minutes * MINUTE)
  const year = utc.getUTCFullYear()
  return year < 1 || year > 9999 ? { problem: 'year out of range' } : { date: utc.toISOString().slice(0, 10) }
}

function isTimeOfDay(number: (name: string) => number): boolean {
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')]
  if (hour === 24) return minute === 0 && second === 0 && number('fraction') === 0
  return hour < 24 && minute < 60 && second <= 60
}
