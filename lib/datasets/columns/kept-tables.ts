/**
 * What is kept of datasets in memory, within a bound, so that questions about them need no query, or a faster one
 * (docs/decisions/0049, 0053). DuckDB answers about larger ones, and about a dataset whose table is still being made.
 */
import 'server-only'
import { BoundedMap } from '@/lib/bounded-map'
import { TableBuilder } from '@/lib/datasets/columns/build'
import {
  type Dictionary,
  dictionaryOf,
  findMatches,
  makeDictionary,
  MOST_VALUES,
} from '@/lib/datasets/columns/dictionary'
import { foldTexts } from '@/lib/datasets/columns/file'
import { makeLargeTable } from '@/lib/datasets/columns/large'
import { type ColumnTable, MANY_ROWS } from '@/lib/datasets/columns/table'
import { readIntact } from '@/lib/datasets/intact'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Matches } from '@/lib/datasets/query/selection-sql'
import { abortedError } from '@/lib/duckdb/errors'
import { quoteName, withConnection } from '@/lib/duckdb/lanes'
import { streamRows } from '@/lib/duckdb/read'
import { log } from '@/lib/log'

/** Larger datasets stay with DuckDB: their answers would hold up everyone else's. */
export const MOST_ROWS = 2_000_000

/** Making a table of so few rows takes no longer than the query that it replaces. */
const FEW_ROWS = 5_000

/** What all tables together, and all dictionaries, may take in memory, in bytes. */
export const MOST_BYTES = { tables: 64 * 1024 * 1024, dictionaries: 16 * 1024 * 1024 }

/** What is made of datasets, once for equal rows. */
class MadeOnce<T extends { byteSize: number }> {
  /** By the sha256 of the CSV: equal hashes mean equal rows. */
  private readonly kept: BoundedMap<T>
  private readonly making = new Map<string, Promise<T | null>>()
  /** Datasets whose rows are not as expected, or take too much memory. */
  private readonly unfit = new Set<string>()

  /** @param make null for a dataset of which it cannot be made */
  constructor(
    mostBytes: number,
    private readonly make: (dataset: Dataset) => Promise<T | null>,
  ) {
    this.kept = new BoundedMap(mostBytes)
  }

  /** What is kept, or is being made from now on; null for a dataset that is unfit. */
  find(sha256: string, dataset: Dataset): T | Promise<T | null> | null {
    if (this.unfit.has(sha256)) return null
    return this.kept.get(sha256) ?? this.making.get(sha256) ?? this.start(sha256, dataset)
  }

  private start(sha256: string, dataset: Dataset): Promise<T | null> {
    const made = this.make(dataset)
      .then((value) => {
        if (value !== null && this.kept.set(sha256, value)) return value
        this.unfit.add(sha256)
        return null
      })
      .catch((error: unknown) => {
        // DuckDB is asked instead, and its failure is the one that people see.
        log.debug({ datasetId: dataset.id, err: error }, 'a dataset could not be kept in memory')
        return null
      })
      .finally(() => this.making.delete(sha256))
    this.making.set(sha256, made)
    return made
  }
}

interface Kept {
  tables: MadeOnce<ColumnTable>
  dictionaries: MadeOnce<Dictionary>
}

const globals = globalThis as typeof globalThis & { holocronTables?: Kept }

/** On globalThis because Next.js loads this module once per bundle. */
function kept(): Kept {
  return (globals.holocronTables ??= {
    tables: new MadeOnce(MOST_BYTES.tables, makeTable),
    dictionaries: new MadeOnce(MOST_BYTES.dictionaries, (dataset) =>
      readIntact(dataset, (file) => makeDictionary(file)),
    ),
  })
}

/**
 * The table of a ready dataset; null when DuckDB must answer. Call it where the dataset's file has just been found
 * intact: a table says nothing about the file.
 * @throws AppError `aborted` when nobody waits for the answer any more
 */
export async function findTable(dataset: Dataset, signal?: AbortSignal): Promise<ColumnTable | null> {
  if (signal?.aborted) throw abortedError(signal)
  const { sha256, parquetSha256, status, rowCount } = dataset
  const isKnown = sha256 !== null && parquetSha256 !== null
  if (status !== 'ready' || !isKnown || rowCount > MOST_ROWS) return null
  const found = kept().tables.find(sha256, dataset)
  return found instanceof Promise && rowCount > FEW_ROWS ? null : found
}

/**
 * What is known about the values that a search looks for: of a dataset that has a table, or is too large for one.
 * Undefined when nothing is.
 */
export async function findKnownMatches(dataset: Dataset, q = ''): Promise<Matches | undefined> {
  const { sha256, parquetSha256, rowCount } = dataset
  if (q === '' || sha256 === null || parquetSha256 === null) return undefined
  if (rowCount <= MOST_ROWS) {
    const table = await findTable(dataset)
    return table === null ? undefined : findMatches(dictionaryOf(table), q)
  }
  const dictionary = kept().dictionaries.find(sha256, dataset)
  return dictionary === null || dictionary instanceof Promise ? undefined : findMatches(dictionary, q)
}

/** Null unless rows are in the order of their ids, which decide between rows that a view finds equal. */
async function makeTable(dataset: Dataset): Promise<ColumnTable | null> {
  const { rowCount } = dataset
  // Without its texts, a column of many values costs a query for each page: few rows can afford them.
  const mostValues = rowCount > MANY_ROWS ? MOST_VALUES : Infinity
  if (rowCount > FEW_ROWS) return readIntact(dataset, (file) => makeLargeTable(file, rowCount, mostValues))
  const columns = DATASET_COLUMNS.map(quoteName).join(', ')
  const builder = new TableBuilder()
  const isOrdered = await readIntact(dataset, (file) =>
    withConnection('heavy', async (connection) => {
      let last = -Infinity
      const sql = `SELECT ${columns}, swapi_id::DOUBLE FROM ${file}`
      for await (const rows of streamRows(connection, sql)) {
        for (const row of rows) {
          const id = row.pop() as number
          if (!(id > last)) return false
          last = id
          builder.add(row as string[])
        }
      }
      return true
    }),
  )
  return isOrdered ? builder.finish(foldTexts) : null
}
