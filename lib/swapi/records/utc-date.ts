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

const MINUTES_OF_DAY = 24 * 60

/** Of each month, except in a leap year. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Why a text has no day. */
export type DateProblem = 'not a date' | 'year out of range'

const OUT_OF_RANGE: { problem: DateProblem } = { problem: 'year out of range' }

/**
 * Reads a date, or a date and time with or without an offset; without one it is UTC. `24:00` is the start of the next
 * day, `23:59:60` a leap second of the same day. Returns `YYYY-MM-DD`, always ten characters: years are 0001 to 9999.
 */
export function readUtcDate(text: string): { date: string } | { problem: DateProblem } {
  const parts = TIME.exec(text.trim())?.groups
  if (!parts) return { problem: 'not a date' }
  const number = (name: string): number => Number(parts[name] ?? 0)
  const [year, month, day] = [number('year'), number('month'), number('day')]
  const offset = number('offsetHour') * 60 + number('offsetMinute')
  const isOffset = number('offsetHour') < 24 && number('offsetMinute') < 60
  if (!isDay(year, month, day) || !isOffset || !isTimeOfDay(number)) return { problem: 'not a date' }

  // Offsets are whole minutes, so seconds and fractions never change the day.
  const minutes = number('hour') * 60 + number('minute') + (parts.sign === '+' ? -offset : offset)
  if (minutes >= 0 && minutes < MINUTES_OF_DAY)
    return year < 1 ? OUT_OF_RANGE : { date: `${parts.year}-${parts.month}-${parts.day}` }

  const utc = new Date(0)
  utc.setUTCFullYear(year, month - 1, day)
  utc.setUTCMinutes(minutes)
  const utcYear = utc.getUTCFullYear()
  return utcYear < 1 || utcYear > 9999 ? OUT_OF_RANGE : { date: utc.toISOString().slice(0, 10) }
}

/** A Date would tell as well, but takes as long as reading all other values of a record. */
function isDay(year: number, month: number, day: number): boolean {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && isLeapYear ? 29 : (DAYS[month - 1] ?? 0)
  return day >= 1 && day <= days
}

function isTimeOfDay(number: (name: string) => number): boolean {
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')]
  if (hour === 24) return minute === 0 && second === 0 && number('fraction') === 0
  return hour < 24 && minute < 60 && second <= 60
}
