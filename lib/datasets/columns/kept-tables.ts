/**
 * Small datasets in memory, within a bound, so that questions about them need no query (docs/decisions/0049). DuckDB
 * answers about larger ones, and about a dataset whose table is still being made.
 */
import 'server-only'
import { BoundedMap } from '@/lib/bounded-map'
import { TableBuilder } from '@/lib/datasets/columns/build'
import { foldTexts } from '@/lib/datasets/columns/file'
import { makeLargeTable } from '@/lib/datasets/columns/large'
import type { ColumnTable } from '@/lib/datasets/columns/table'
import { readIntact } from '@/lib/datasets/intact'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { abortedError } from '@/lib/duckdb/errors'
import { quoteName, withConnection } from '@/lib/duckdb/lanes'
import { streamRows } from '@/lib/duckdb/read'
import { log } from '@/lib/log'

/** Larger datasets stay with DuckDB: their answers would hold up everyone else's. */
export const MOST_ROWS = 2_000_000

/** Up to this many rows, all values are kept. */
export const MANY_ROWS = 200_000

/** Making a table of so few rows takes no longer than the query that it replaces. */
const FEW_ROWS = 5_000

/** What all tables together may take in memory, in bytes. */
export const MOST_BYTES = 64 * 1024 * 1024

/** Null for a dataset that cannot be kept, or not now. */
type Making = Promise<ColumnTable | null>

interface KeptTables {
  /** By the sha256 of the CSV: equal hashes mean equal rows. */
  tables: BoundedMap<ColumnTable>
  making: Map<string, Making>
  /** Datasets whose rows are not as expected, or take too much memory. */
  unfit: Set<string>
}

const globals = globalThis as typeof globalThis & { holocronTables?: KeptTables }

/** On globalThis because Next.js loads this module once per bundle. */
function kept(): KeptTables {
  return (globals.holocronTables ??= {
    tables: new BoundedMap(MOST_BYTES),
    making: new Map(),
    unfit: new Set(),
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
  const { tables, making, unfit } = kept()
  if (unfit.has(sha256)) return null
  const known = tables.get(sha256)
  if (known !== undefined) return known
  const started = making.get(sha256) ?? startMaking(sha256, dataset)
  return rowCount <= FEW_ROWS ? started : null
}

function startMaking(sha256: string, dataset: Dataset): Making {
  const { tables, making, unfit } = kept()
  const made = makeTable(dataset)
    .then((table) => {
      if (table !== null && tables.set(sha256, table)) return table
      unfit.add(sha256)
      return null
    })
    .catch((error: unknown) => {
      // DuckDB is asked instead, and its failure is the one that people see.
      log.debug({ datasetId: dataset.id, err: error }, 'the table of a dataset could not be made')
      return null
    })
    .finally(() => making.delete(sha256))
  making.set(sha256, made)
  return made
}

/** Null unless rows are in the order of their ids, which decide between rows that a view finds equal. */
async function makeTable(dataset: Dataset): Making {
  const { rowCount } = dataset
  if (rowCount > MANY_ROWS) return readIntact(dataset, (file) => makeLargeTable(file, rowCount))
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
