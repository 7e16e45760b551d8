/** Dates in conditions. Safe to import from client components. */

/** A range of days, including both ends, each as `YYYY-MM-DD`. */
export interface DateSpan {
  from: string
  to: string
}

/** The days that `2014`, `2014-12` or `2014-12-20` covers; null when the text is not a date. */
export function readDateSpan(text: string): DateSpan | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? []
  if (year === undefined) return null
  const from = `${year}-${month ?? '01'}-${day ?? '01'}`
  if (!isDay(from)) return null
  const to = day ?? (month === undefined ? '31' : String(lastDayOf(Number(year), Number(month))))
  return { from, to: `${year}-${month ?? '12'}-${to}` }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** Day 0 of the next month. Uses `setUTCFullYear` because Date maps the years 0 to 99 to the 20th century. */
function lastDayOf(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}
