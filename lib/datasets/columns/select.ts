/** Which rows of a table a view selects: every condition is decided once for each distinct value, not for each row. */
import {
  compareBytes,
  findListed,
  isAscii,
  pauseAfter,
  type Codes,
  type Column,
  type ColumnTable,
  type FoldTexts,
  type TableFile,
  type Values,
} from '@/lib/datasets/columns/table'
import { DATASET_COLUMNS, type DatasetColumn, kindOf } from '@/lib/datasets/model/columns'
import { parseList } from '@/lib/datasets/model/list'
import { readDateSpan } from '@/lib/datasets/model/values/dates'
import { readNumber } from '@/lib/datasets/model/values/numbers'
import type { Filter } from '@/lib/datasets/model/view'
import type { Search } from '@/lib/datasets/query/selection-sql'

/** The selected rows, ascending from 0; null for all of them. */
export type SelectedRows = Uint32Array | null

/** For each code of a column, 1 when rows with this value are selected. */
type Mask = Uint8Array

type Holds = (value: string, code: number) => boolean

/** Selects rows, through `file` where texts that are not in memory decide. */
export async function selectRows(
  table: ColumnTable,
  selection: Search,
  file: TableFile,
): Promise<SelectedRows> {
  const { filters, q } = selection
  if (filters.length === 0 && q === '') return null
  const columns = findListed(table, columnsOf(selection))
  if (columns === null) return file.findRows(selection)
  const masks = new Map<Column, Mask>()
  for (const filter of filters) {
    const column = columns.get(filter.column) as Column
    const mask = maskOf(column, await conditionOf(filter, column, file.fold))
    const before = masks.get(column)
    masks.set(column, before === undefined ? mask : both(mask, before))
  }
  const selected = await keepRows(table, masks)
  return q === '' ? selected : searchRows([...columns.values()], selected, await foldOne(q, file.fold))
}

/** The columns that decide which rows a view selects. */
export function columnsOf({ filters, q }: Search): readonly DatasetColumn[] {
  return q === '' ? filters.map(({ column }) => column) : DATASET_COLUMNS
}

function both(one: Mask, other: Mask): Mask {
  for (let code = 0; code < one.length; code += 1) one[code]! &= other[code] as number
  return one
}

async function keepRows({ rowCount }: ColumnTable, masks: ReadonlyMap<Column, Mask>): Promise<Uint32Array> {
  let rows: SelectedRows = null
  for (const [{ codes }, mask] of masks) {
    await pauseAfter(rows?.length ?? rowCount)
    rows = keepMasked(rows, codes, mask)
  }
  return rows ?? allRows(rowCount)
}

/** The rows whose value has a 1 in the mask; of a selection in its place. */
export function keepMasked(selected: SelectedRows, codes: Codes, mask: Mask): Uint32Array {
  const rows = selected ?? new Uint32Array(codes.length)
  let kept = 0
  // Each is written in any case, which is faster than a jump that cannot be foreseen.
  if (selected === null)
    for (let row = 0; row < codes.length; row += 1) {
      rows[kept] = row
      kept += mask[codes[row] as number] as number
    }
  else
    for (let index = 0; index < selected.length; index += 1) {
      const row = selected[index] as number
      rows[kept] = row
      kept += mask[codes[row] as number] as number
    }
  return rows.subarray(0, kept)
}

/** The numbers of all rows, ascending. */
export function allRows(rowCount: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(rowCount)
  for (let row = 0; row < rowCount; row += 1) rows[row] = row
  return rows
}

/** Keeps rows of which any column contains a text. */
function searchRows(columns: Column[], rows: Uint32Array, contains: Contains): Uint32Array {
  const each = columns
    .map((column) => ({ codes: column.codes, mask: maskOf(column, contains(column)) }))
    .filter(({ mask }) => mask.includes(1))
  return rows.filter((row) => each.some(({ codes, mask }) => mask[codes[row] as number] === 1))
}

function maskOf({ values }: Column, holds: Holds): Mask {
  const mask = new Uint8Array(values.length)
  for (let code = 0; code < mask.length; code += 1) mask[code] = holds(values[code] as string, code) ? 1 : 0
  return mask
}

async function conditionOf(filter: Filter, column: Column, fold: FoldTexts): Promise<Holds> {
  const { operator, value } = filter
  switch (operator) {
    case 'eq':
      return equals(filter.column, value)
    case 'ne': {
      const holds = equals(filter.column, value)
      return (text, code) => !holds(text, code)
    }
    case 'in': {
      const each = (parseList(value) ?? []).map((one) => equals(filter.column, one))
      return (text, code) => each.some((holds) => holds(text, code))
    }
    case 'contains':
      return (await foldOne(value, fold))(column)
    case 'isblank':
      return (text) => (text === '') === (value !== '0')
    default:
      return compares(filter.column, column, operator, value)
  }
}

/** The value itself or, for a year or a month, any of its days. */
function equals(column: DatasetColumn, value: string): Holds {
  const span = kindOf(column) === 'date' ? readDateSpan(value) : null
  if (span === null) return (text) => text === value
  return (text) => compareBytes(text, span.from) >= 0 && compareBytes(text, span.to) <= 0
}

type Comparison = 'gt' | 'gte' | 'lt' | 'lte'

const HOLDS: Record<Comparison, (difference: number) => boolean> = {
  gt: (difference) => difference > 0,
  gte: (difference) => difference >= 0,
  lt: (difference) => difference < 0,
  lte: (difference) => difference <= 0,
}

/** Dates and texts are compared by their bytes, numbers by size; what is no number then never holds. */
function compares(name: DatasetColumn, { numbers }: Column, operator: Comparison, value: string): Holds {
  const holds = HOLDS[operator]
  if (kindOf(name) === 'date') {
    const { from, to } = readDateSpan(value) ?? { from: value, to: value }
    const bound = operator === 'gt' || operator === 'lte' ? to : from
    return (text) => holds(compareBytes(text, bound))
  }
  const asked = readNumber(name, value)
  if (asked === null) return (text) => holds(compareBytes(text, value))
  // Not a difference: two infinite or huge numbers have none.
  return (_, code) => {
    const number = numbers[code] as number
    return holds(Number(number > asked) - Number(number < asked)) && !Number.isNaN(number)
  }
}

/** Whether values of a column contain a certain text. */
export type Contains = (column: Values) => Holds

/** A search text of nothing but accents is matched as it is. */
export async function foldOne(text: string, fold: FoldTexts): Promise<Contains> {
  if (/^\p{M}+$/u.test(text)) return () => (value) => value.includes(text)
  const [folded = ''] = isAscii(text) ? [text.toLowerCase()] : await fold([text])
  return (column) => (_, code) => (column.folded[code] as string).includes(folded)
}
