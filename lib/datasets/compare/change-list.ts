/**
 * The rows in which two datasets differ, as a Parquet file: `swapi_id`, `change`, and every column before and after. All
 * questions about a comparison read this one file, which is as small as the difference. It is a cache: it can be deleted
 * at any time, and is made again when needed.
 */
import 'server-only'
import { findDifferences } from '@/lib/datasets/compare/fingerprints'
import {
  comparedColumns,
  type Pair,
  pairKey,
  type PairTables,
  readBothIntact,
} from '@/lib/datasets/compare/pair'
import type { IdRange } from '@/lib/datasets/compare/segments'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { SharedWork } from '@/lib/datasets/query/shared-work'
import { isUnreadable } from '@/lib/duckdb/errors'
import { quoteName, quoteText, type ReadRows, withReader } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'

const KIND = 'comparisons'

/** Up to this many changes, questions are answered as quickly as those about a page of rows. */
const SHORT = 10_000

export interface ChangeList {
  /** For the FROM of a query. */
  table: string
  /** How many rows differ. */
  length: number
}

/** Makes a list once, however many ask for it at the same time. */
const making = new SharedWork<ChangeList>(0)

/**
 * Calls `read` with the change list as a table for the FROM of a query.
 * @throws AppError `damaged`, or a limit of queries
 */
export async function readChangeList<T>(
  pair: Pair,
  read: (table: string, rows: ReadRows) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { table, length } = await makeChangeList(pair, signal)
  return withReader(length <= SHORT ? 'slice' : 'heavy', (rows) => read(table, rows), signal)
}

/**
 * The change list, made unless it is there.
 * @throws AppError `damaged`, or a limit of queries
 */
export async function makeChangeList(pair: Pair, signal?: AbortSignal): Promise<ChangeList> {
  const key = pairKey(pair)
  return making.get(key, (stop) => ensureList(pair, key, stop), signal)
}

/** The name of a value's column in the list. */
export function sideOf(side: 'before' | 'after', column: DatasetColumn): string {
  return quoteName(`${side}_${column}`)
}

/** A list that is unreadable, after a power cut for instance, is made again. */
async function ensureList(pair: Pair, key: string, signal: AbortSignal): Promise<ChangeList> {
  const name = `${key}.parquet`
  const ensure = async (): Promise<string> => {
    const file = await storage.ensureDerivedFile(KIND, name, (temp) =>
      readBothIntact(pair, async (tables) => {
        const ranges = await findDifferences(pair, signal)
        return withReader('heavy', (rows) => writeList(rows, pair, tables, ranges, temp), signal)
      }),
    )
    return `read_parquet(${quoteText(file)})`
  }
  const table = await ensure()
  const length = await count(table, signal)
  if (length !== null) return { table, length }
  await storage.removeDerivedFile(KIND, name)
  await ensure()
  return { table, length: (await count(table, signal)) ?? 0 }
}

/** How many rows a list has; null when it is unreadable. */
async function count(table: string, signal: AbortSignal): Promise<number | null> {
  try {
    const [found] = await withReader(
      'slice',
      (rows) => rows(`SELECT count(*) AS total FROM ${table}`),
      signal,
    )
    return Number(found?.total)
  } catch (error) {
    if (isUnreadable(error)) return null
    throw error
  }
}

/**
 * Only ids among which something differs are read, and cells are compared with each other, never their hashes: DuckDB's
 * hash is the same for many texts. Joining a piece at a time needs little memory, and is faster than all rows at once.
 */
async function writeList(
  rows: ReadRows,
  pair: Pair,
  tables: PairTables,
  ranges: IdRange[],
  file: string,
): Promise<void> {
  const [first = { first: 0, end: 0 }, ...others] = ranges
  const options = 'FORMAT parquet, COMPRESSION snappy'
  if (others.length === 0) {
    await rows(`COPY (${differencesSql(pair, tables, first)}) TO ${quoteText(file)} (${options})`)
    return
  }
  await rows(`CREATE TEMP TABLE differences AS ${differencesSql(pair, tables, first)}`)
  for (const range of others) await rows(`INSERT INTO differences ${differencesSql(pair, tables, range)}`)
  await rows(`COPY differences TO ${quoteText(file)} (${options})`)
}

/** The rows of the list whose ids are in a range, in order. */
function differencesSql(pair: Pair, tables: PairTables, { first, end }: IdRange): string {
  const sides = (['before', 'after'] as const).map((side) => {
    const table = side === 'before' ? tables.base : tables.dataset
    const columns = DATASET_COLUMNS.map((column) => `${quoteName(column)} AS ${sideOf(side, column)}`)
    return `(SELECT swapi_id, ${columns.join(', ')}, TRUE AS is_${side} FROM ${table}
      WHERE swapi_id >= ${first} AND swapi_id < ${end})`
  })
  const differs = comparedColumns(pair).map(
    (column) => `${sideOf('before', column)} IS DISTINCT FROM ${sideOf('after', column)}`,
  )
  const values = DATASET_COLUMNS.flatMap((column) => [sideOf('before', column), sideOf('after', column)])
  return `SELECT swapi_id,
      CASE WHEN is_before IS NULL THEN 'added' WHEN is_after IS NULL THEN 'removed' ELSE 'changed' END AS change,
      ${values.join(', ')}
    FROM ${sides[0]} FULL JOIN ${sides[1]} USING (swapi_id)
    WHERE is_before IS NULL OR is_after IS NULL OR ${differs.join(' OR ') || 'FALSE'}
    ORDER BY swapi_id`
}
