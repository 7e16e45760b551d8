import type { DuckDBConnection } from '@duckdb/node-api'
import type { BenchData } from './data'
import type { SqlitePeer } from './sqlite'
import { quoteText } from '@/lib/duckdb/lanes'

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
