import type { DuckDBConnection } from '@duckdb/node-api'
import type { BenchData } from './data'
import type { SqlitePeer } from './sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { findTable, MOST_ROWS } from '@/lib/datasets/columns/kept-tables'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { quoteText } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'

/** A dataset, its peers, and how often to measure. */
export interface QueryBench {
  data: BenchData
  bare: DuckDBConnection
  /** Null if sqlite3 is not installed. */
  sqlite: SqlitePeer | null
  times: number
}

/** The dataset's file, for the FROM clause of bare DuckDB. */
export function parquetTable({ parquet }: BenchData): string {
  return `read_parquet(${quoteText(parquet)}, file_row_number = true)`
}

/** The dataset as one that was published, so that answers about it are kept; its table is there, if it has one. */
export async function toPublished({ dataset, parquet }: BenchData): Promise<Dataset> {
  const parquetSha256 = await storage.hashFile(parquet)
  const published = { ...dataset, sha256: `rows of ${parquetSha256}`, parquetSha256 }
  if (dataset.rowCount <= MOST_ROWS) while ((await findTable(published)) === null) await sleep(50)
  return published
}
