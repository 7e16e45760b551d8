/**
 * Formats numbers, times and names, the same in every locale and time zone, so that the texts of server and browser never
 * differ.
 */

const COUNT = new Intl.NumberFormat('en-US')
const ONE_DECIMAL = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const SIX_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })
const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB']
/** As dates are written everywhere, also by the database. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 82000 → "82,000" */
export function formatCount(count: number): string {
  return COUNT.format(count)
}

/** Any number, to six significant digits: 75.90000001 → "75.9", 2.5e300 → "2.5e+300" */
export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(6))
  return rounded !== 0 && (Math.abs(rounded) >= 1e15 || Math.abs(rounded) < 1e-6)
    ? String(rounded)
    : SIX_DIGITS.format(rounded)
}

/** (1, 'request') → "1 request", (2, 'request') → "2 requests", (82, 'person', 'people') → "82 people" */
export function formatQuantity(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** Bytes in decimal units: 512 → "512 B", 7890 → "7.9 kB" */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)} B`
  let value = bytes / 1000
  let unit = 0
  // 999.95 would be written as "1,000.0"
  while (value >= 999.95 && unit < BYTE_UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${ONE_DECIMAL.format(value)} ${BYTE_UNITS[unit]}`
}

/** Milliseconds: 400 → "0.4 s", 125000 → "2 min 5 s", 3720000 → "1 h 2 min" */
export function formatDuration(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100)
  if (tenths < 600) return `${ONE_DECIMAL.format(tenths / 10)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`
}

/** A fraction, 0…1, as CSS reads it: 0.13416 → "13.42%". */
export function cssPercent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`
}

/** A fraction, 0…1: 0.134 → "13.4 %". More than nothing is never written as 0.0 %, less than all never as 100.0 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1 %'
  if (share < 1 && share >= 0.9995) return '>99.9 %'
  return `${ONE_DECIMAL.format(share * 100)} %`
}

/** "22 Nov 2026, 20:30 UTC" */
export function formatDateTime(date: Date): string {
  return `${formatShortDateTime(date)} UTC`
}

/** "22 Nov 2026, 20:30", in UTC, for titles; where the time itself is the fact, `formatDateTime` names the zone. */
export function formatShortDateTime(date: Date): string {
  return `${formatDay(date)}, ${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`
}

/** "22 Nov 2026", in UTC */
export function formatDay(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** "20:30:57 UTC" */
export function formatTime(date: Date): string {
  return `${date.toISOString().slice(11, 19)} UTC`
}

/** The first eight characters of a hash: "1a2b3c4d…" */
export function shortHash(hash: string): string {
  return hash.length > 8 ? `${hash.slice(0, 8)}…` : hash
}

/** The display name of a source: a base URL → its host, `archive` → "Bundled archive", `auto` → "Automatic" */
export function sourceLabel(source: string): string {
  if (source === 'archive') return 'Bundled archive'
  if (source === 'auto') return 'Automatic'
  return URL.canParse(source) ? new URL(source).host || source : source
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
