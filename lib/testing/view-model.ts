/** A view's conditions and order in plain JavaScript, based on docs/api.md and not on the code it checks. */
import type { DatasetColumn, DatasetRow } from '@/lib/datasets/model/columns'
import { parseList } from '@/lib/datasets/model/list'
import { type Filter, MISSING_VALUES, type Sort } from '@/lib/datasets/model/view'

/** The number in a text, as docs/api.md describes it. */
function numberOf(column: DatasetColumn, text: string): number | null {
  const trimmed = text.trim()
  if (column !== 'birth_year') return plainNumberOf(trimmed)
  const year = /^[+-]/.test(trimmed) ? null : plainNumberOf(trimmed.slice(0, -3).trim())
  if (year === null || !/[ab]by$/i.test(trimmed)) return null
  return /aby$/i.test(trimmed) ? year : 0 - year
}

function plainNumberOf(text: string): number | null {
  const [whole = ''] = text.split(/[.e]/i)
  const groups = whole.replace(/^[+-]/, '').split(',')
  const isGrouped =
    groups.slice(1).every((group) => group.length === 3) && /^([1-9]\d{0,2})$/.test(groups[0] ?? '')
  if (groups.length > 1 && !isGrouped) return null
  const plain = groups.length > 1 ? text.replaceAll(',', '') : text
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number.parseFloat(plain) : null
}

/** The first and the last day of a date, a month or a year. */
function daysOf(text: string): [string, string] {
  const last = `${text}${'-12-31'.slice(text.length - 4)}`
  return /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(text)
    ? [`${text}${'-01-01'.slice(text.length - 4)}`, last]
    : [text, text]
}

/** Normalized for search: without case and accents. */
function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC')
}

export function contains(text: string, part: string): boolean {
  return fold(part) === '' ? text.includes(part) : fold(text).includes(fold(part))
}

function isEqual(column: DatasetColumn, text: string, value: string): boolean {
  const [from, to] = column === 'date' ? daysOf(value) : [value, value]
  return from === to ? text === value : text >= from && text <= to
}

/** Compares by UTF-8 bytes. */
export function compareTexts(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function compareNumbers(one: number | null, other: number | null, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  return sign * (one - other)
}

export function holds({ column, operator, value }: Filter, row: DatasetRow): boolean {
  const text = row[column]
  const asked = numberOf(column, value)
  const number = numberOf(column, text)
  const [from, to] = column === 'date' ? daysOf(value) : [value, value]
  const order = (bound: string): number =>
    asked === null || column === 'date' ? compareTexts(text, bound) : number === null ? NaN : number - asked
  switch (operator) {
    case 'eq':
      return isEqual(column, text, value)
    case 'ne':
      return !isEqual(column, text, value)
    case 'gt':
      return order(to) > 0
    case 'gte':
      return order(from) >= 0
    case 'lt':
      return order(from) < 0
    case 'lte':
      return order(to) <= 0
    case 'contains':
      return contains(text, value)
    case 'in':
      return (parseList(value) ?? []).some((one) => isEqual(column, text, one))
    case 'isblank':
      return (text === '') === (value === '1')
  }
}

function isMissing(text: string): boolean {
  return MISSING_VALUES.some((value) => value === text)
}

/** How two values of a column are ordered. */
export function compareValues({ column, descending }: Sort, one: string, other: string): number {
  const sign = descending ? -1 : 1
  return (
    Number(isMissing(one)) - Number(isMissing(other)) ||
    compareNumbers(numberOf(column, one), numberOf(column, other), sign) ||
    sign * compareTexts(one, other)
  )
}
