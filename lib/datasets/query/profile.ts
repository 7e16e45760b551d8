/** Summarizes the values of each column, with few queries and no more values in memory at once than fit. */
import 'server-only'
import { tableFile } from '@/lib/datasets/columns/file'
import { findKnownMatches, findTable } from '@/lib/datasets/columns/kept-tables'
import { profileTable } from '@/lib/datasets/columns/profile'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { ColumnProfile, DatasetProfile } from '@/lib/datasets/model/profile'
import { EVERYTHING } from '@/lib/datasets/model/view'
import {
  countFrequencies,
  dropFrequencies,
  FREQUENCIES,
  mergeSummaries,
  NOTHING,
  summarizeFrequencies,
  type Summary,
} from '@/lib/datasets/query/frequencies'
import { type Numbers, readNumericProfiles } from '@/lib/datasets/query/histogram'
import { numberSql, type Search, selectionSql, type Sql } from '@/lib/datasets/query/selection-sql'
import { readIntact } from '@/lib/datasets/intact'
import { quoteName, quoteText, type ReadRows, withReader } from '@/lib/duckdb/lanes'

export interface ProfileQuery extends Partial<Search> {
  /** The columns to profile, in this order; all when empty. */
  columns?: DatasetColumn[]
}

/** How many values are counted in memory at once: with names of usual length about 200 MB. */
const VALUES_AT_ONCE = 2_000_000

/** Up to this many rows, one count of all columns is faster than one count per column. */
const FEW_ROWS = 10_000

/** Columns counted in one pass, or a single one in several passes, each over a share of its values. */
export interface Batch {
  columns: DatasetColumn[]
  shares: number
}

/**
 * Profiles columns over all rows that a view selects, by default the whole dataset.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function profileColumns(
  dataset: Dataset,
  query: ProfileQuery = EVERYTHING,
  signal?: AbortSignal,
): Promise<DatasetProfile> {
  return readIntact(dataset, async (file) => {
    const table = await findTable(dataset, signal)
    const { filters = [], q = '', columns = [] } = query
    const matches = await findKnownMatches(dataset, q)
    if (table === null) return queryProfile(dataset, file, { ...query, matches }, signal)
    const asked = columns.length === 0 ? [...DATASET_COLUMNS] : columns
    return profileTable(table, { filters, q, matches, columns: asked }, tableFile(file, signal))
  })
}

/**
 * Profiles columns from the file of a dataset, as `profileColumns` does when the dataset is not in memory. It takes one
 * slot in the heavy lane, and the time limit applies to each of its queries.
 * @param file - the file as a table, from `readIntact`
 * @throws AppError a limit of queries
 */
export async function queryProfile(
  dataset: Dataset,
  file: string,
  query: ProfileQuery = EVERYTHING,
  signal?: AbortSignal,
): Promise<DatasetProfile> {
  return withReader('heavy', (read) => profileFile(read, file, dataset.rowCount, query), signal)
}

/** Profiles columns from a file of so many rows, as a table, whether or not it is that of a dataset already. */
export async function profileFile(
  read: ReadRows,
  file: string,
  rowCount: number,
  query: ProfileQuery = EVERYTHING,
): Promise<DatasetProfile> {
  const { filters = [], q = '', matches } = query
  const columns = query.columns?.length ? query.columns : [...DATASET_COLUMNS]
  const where = selectionSql({ filters, q, matches })
  const areFew = rowCount <= FEW_ROWS
  const rows = { text: `${file} WHERE (${where.text})`, values: where.values }
  const batches = areFew
    ? [{ columns: [...new Set(columns)], shares: 1 }]
    : planBatches(await estimateDistinct(read, columns, rows))
  const profiles = new Map<DatasetColumn, ColumnProfile>()
  let totalRows = 0
  for (const batch of batches) {
    const answer = await profileBatch(read, batch, rows, areFew)
    totalRows = answer.totalRows
    for (const profile of answer.columns) profiles.set(profile.column, profile)
  }
  return { totalRows, columns: columns.flatMap((column) => profiles.get(column) ?? []) }
}

/** Estimates how many distinct values columns have: never shown, but good enough to choose how to count. */
async function estimateDistinct(
  read: ReadRows,
  columns: DatasetColumn[],
  rows: Sql,
): Promise<Map<DatasetColumn, number>> {
  const names = columns.map((column) => `approx_count_distinct(${quoteName(column)}) AS ${quoteName(column)}`)
  const [answer] = await read(`SELECT ${names.join(', ')} FROM ${rows.text}`, rows.values)
  return new Map(columns.map((column) => [column, Number(answer?.[column])]))
}

/** Groups columns while their values fit in memory; one that does not fit alone is split into shares. */
export function planBatches(roughlyDistinct: ReadonlyMap<DatasetColumn, number>): Batch[] {
  const batches: Batch[] = []
  let room = 0
  for (const [column, roughly] of [...roughlyDistinct].sort(([, a], [, b]) => a - b)) {
    const last = batches.at(-1)
    if (last !== undefined && roughly <= room) {
      last.columns.push(column)
      room -= roughly
    } else {
      batches.push({ columns: [column], shares: Math.max(1, Math.ceil(roughly / VALUES_AT_ONCE)) })
      room = VALUES_AT_ONCE - roughly
    }
  }
  return batches
}

/**
 * Profiles the columns of a batch, exactly for any number of values: they are split by their hash, so that no
 * value is in two shares.
 */
export async function profileBatch(
  read: ReadRows,
  { columns, shares }: Batch,
  rows: Sql,
  areFew = false,
): Promise<DatasetProfile> {
  let summaries = new Map<string, Summary>()
  for (let share = 0; share < shares; share += 1) {
    const hash = `hash(${columns.map(quoteName).join(', ')})`
    const text = shares === 1 ? rows.text : `${rows.text} AND ${hash} % ${shares} = ${share}`
    if (share > 0) await dropFrequencies(read)
    await countFrequencies(read, columns, { ...rows, text }, areFew)
    const part = await summarizeFrequencies(read)
    summaries = new Map(
      columns.map((column) => [
        column,
        mergeSummaries(summaries.get(column) ?? NOTHING, part.get(column) ?? NOTHING),
      ]),
    )
  }
  const numbers = columns.flatMap((column): Numbers[] => {
    const summary = summaries.get(column) ?? NOTHING
    if (!isNumeric(summary)) return []
    return [{ column, range: summary.numbers, from: numbersSql(column, rows, shares) }]
  })
  const numeric = await readNumericProfiles(read, numbers)
  await dropFrequencies(read)
  return {
    totalRows: summaries.get(columns[0] ?? '')?.rows ?? 0,
    columns: columns.map((column) => {
      const { distinct, missing, top } = summaries.get(column) ?? NOTHING
      return { column, distinct, missing, top, numeric: numeric.get(column) ?? null }
    }),
  }
}

/** True when at least half of the values that are not missing are numbers. */
function isNumeric(summary: Summary): summary is Summary & { numbers: NonNullable<Summary['numbers']> } {
  const { rows, missing, numbers } = summary
  const there = rows - missing.empty - missing.unknown - missing.na - missing.none
  return numbers !== null && numbers.count * 2 >= there
}

/** The numbers of a column: from the table of frequencies, or from the rows if split into shares. */
function numbersSql(column: DatasetColumn, rows: Sql, shares: number): Sql {
  return shares === 1
    ? { text: `${FREQUENCIES} WHERE "column" = ${quoteText(column)}`, values: [] }
    : { text: `(SELECT ${numberSql(column)} AS number, 1 AS total FROM ${rows.text})`, values: rows.values }
}
