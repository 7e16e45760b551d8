import type { DuckDBConnection } from '@duckdb/node-api'
import type { BenchData } from './data'
import type { SqlitePeer } from './sqlite'
import { quoteText } from '@/lib/duckdb'

/** A dataset, what it is measured beside, and how often. */
export interface QueryBench {
  data: BenchData
  bare: DuckDBConnection
  /** Null where sqlite3 is not installed. */
  sqlite: SqlitePeer | null
  times: number
}

/** The dataset's file, for the FROM of a bare DuckDB. */
export function parquetTable({ parquet }: BenchData): string {
  return `read_parquet(${quoteText(parquet)}, file_row_number = true)`
}
