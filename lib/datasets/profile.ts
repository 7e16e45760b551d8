/**
 * What the values of each column are like. One column at a time, so that memory holds no more than one, and other
 * people's queries get their turn in between.
 */
import 'server-only'
import { companionTable } from '@/lib/datasets/companion'
import { readNumericProfile, type NumberRange } from '@/lib/datasets/histogram'
import { estimateDistinct, readFrequencies, weighValues } from '@/lib/datasets/frequencies'
import { countSelected } from '@/lib/datasets/rows'
import { numberSql, selectionSql, type Sql } from '@/lib/datasets/selection'
import {
  DATASET_COLUMNS,
  type ColumnProfile,
  type Dataset,
  type DatasetColumn,
  type DatasetProfile,
  type MissingCounts,
} from '@/lib/datasets/types'
import { EVERYTHING, type Selection } from '@/lib/datasets/view'
import { quoteName, quoteText, readRowObjects } from '@/lib/duckdb'

export interface ProfileQuery extends Partial<Selection> {
  /** The columns to look at, in this order; all when there are none. */
  columns?: DatasetColumn[]
}

/**
 * Profiles columns over all rows that a view selects, the whole dataset when none is given.
 * @throws AppError `not_ready`, or a limit of queries
 */
export async function profileColumns(
  dataset: Dataset,
  query: ProfileQuery = EVERYTHING,
  signal?: AbortSignal,
): Promise<DatasetProfile> {
  const { columns = [], filters = [], q = '' } = query
  const where = selectionSql({ filters, q })
  const rows = { text: `${companionTable(dataset)} WHERE ${where.text}`, values: where.values }
  const totalRows = await countSelected(dataset, { filters, q }, signal)
  const profiles: ColumnProfile[] = []
  for (const column of columns.length > 0 ? columns : DATASET_COLUMNS) {
    profiles.push(await profileColumn(column, rows, totalRows, signal))
  }
  return { totalRows, columns: profiles }
}

async function profileColumn(
  column: DatasetColumn,
  rows: Sql,
  totalRows: number,
  signal?: AbortSignal,
): Promise<ColumnProfile> {
  const roughlyDistinct = await estimateDistinct(column, rows, signal)
  const values = weighValues(column, rows, roughlyDistinct)
  const { missing, numbers } = await readFacts(column, values, signal)
  const { distinct, top } = await readFrequencies(column, rows, roughlyDistinct, signal)
  const there = totalRows - missing.empty - missing.unknown - missing.na - missing.none
  const isNumeric = numbers !== null && numbers.count * 2 >= there
  const numeric = isNumeric ? await readNumericProfile(column, values, numbers, signal) : null
  return { column, distinct, missing, top, numeric }
}

interface Facts {
  missing: MissingCounts
  /** Null when there is no number. */
  numbers: NumberRange | null
}

async function readFacts(column: DatasetColumn, values: Sql, signal?: AbortSignal): Promise<Facts> {
  const rowsWith = (value: string): string => `coalesce(sum(total) FILTER (value = ${quoteText(value)}), 0)`
  const [facts] = await readRowObjects(
    'heavy',
    `SELECT ${rowsWith('')} AS empty, ${rowsWith('unknown')} AS "unknown", ${rowsWith('n/a')} AS na,
       ${rowsWith('none')} AS "none", min(number) AS smallest, max(number) AS largest,
       coalesce(sum(total) FILTER (number IS NOT NULL), 0) AS numbers
     FROM (SELECT ${quoteName(column)} AS value, ${numberSql(column)} AS number, total FROM ${values.text})`,
    values.values,
    signal,
  )
  const read = (fact: string): number => Number(facts?.[fact])
  const numbers = { count: read('numbers'), min: read('smallest') + 0, max: read('largest') + 0 }
  return {
    missing: { empty: read('empty'), unknown: read('unknown'), na: read('na'), none: read('none') },
    numbers: numbers.count === 0 ? null : numbers,
  }
}
