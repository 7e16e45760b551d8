/** How a dataset is assembled: the memory and the row group size, both derived from the sizes of its rows. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { OWN, valueSql } from '@/lib/datasets/assemble/loaded-parts'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { WORK_MEMORY_MB } from '@/lib/duckdb/lanes'
import { SourceError } from '@/lib/errors'
import { formatBytes, formatCount, sourceLabel } from '@/lib/format'

/** Sizes of the rows of a dataset about to be assembled, in bytes of their ten values. */
export interface RowSizes {
  rows: number
  total: number
  longest: number
  /** Bytes beyond `USUAL_ROW_BYTES`, summed over all rows. */
  excess: number
}

export interface AssemblyPlan {
  /** What DuckDB may use, in MB. */
  memoryMb: number
  /** Rows in a group of the Parquet file. */
  rowGroupSize: number
}

const MIB = 1024 * 1024

/** SWAPI's own rows have about 80. */
const USUAL_ROW_BYTES = 256

/** DuckDB merges sorted and spilled rows this many at a time. It is also its largest row group. */
const MERGED_ROWS = 122_880
/** A row group consists of whole vectors. */
const VECTOR_ROWS = 2_048

/** `WORK_MEMORY_MB` are enough to sort any number of rows if at most this is merged at a time; anything beyond is held twice. */
const FREE_BYTES = 16 * MIB
/** Beyond this, assembling would need more than half a GB. A document has at most 64 MiB (UPSTREAM_DOCUMENT_MAX_BYTES). */
const MAX_MERGED_BYTES = 192 * MIB

/** Small groups let a page of long rows be read in little memory. */
const GROUP_BYTES = 16 * MIB

/** Measures the rows that loaded parts will produce, in one pass. */
export async function measureRows(connection: DuckDBConnection): Promise<RowSizes> {
  const lengths = DATASET_COLUMNS.map((column) => `strlen(${valueSql(column)})`)
  const reader = await connection.runAndReadAll(
    `SELECT count(*) AS rows, coalesce(sum(size), 0) AS total, coalesce(max(size), 0) AS longest,
       coalesce(sum(greatest(size - ${USUAL_ROW_BYTES}, 0)), 0) AS excess
     FROM (SELECT ${lengths.join(' + ')} AS size FROM ${OWN})`,
  )
  const [row = {}] = reader.getRowObjects()
  const { rows, total, longest, excess } = row
  return { rows: Number(rows), total: Number(total), longest: Number(longest), excess: Number(excess) }
}

/**
 * Pure: the same rows give groups of the same size, hence the same bytes, in whatever order they came.
 * @throws SourceError when there are too many long rows to sort
 */
export function planAssembly(sizes: RowSizes, source: string): AssemblyPlan {
  const merged = mergedBytes(sizes)
  if (merged > MAX_MERGED_BYTES) {
    throw new SourceError(
      `${sourceLabel(source)} has too many long records: ${formatCount(sizes.rows)} of up to ` +
        `${formatCount(sizes.longest)} bytes, ${formatBytes(sizes.total)} in total. Nothing was kept; choose another source.`,
      { retriable: false },
    )
  }
  const rowsInGroup = GROUP_BYTES / Math.max(sizes.total / Math.max(sizes.rows, 1), 1)
  const vectors = Math.floor(Math.min(rowsInGroup, MERGED_ROWS) / VECTOR_ROWS)
  return {
    memoryMb: WORK_MEMORY_MB + Math.ceil((2 * Math.max(merged - FREE_BYTES, 0)) / 1_000_000),
    rowGroupSize: Math.max(vectors, 1) * VECTOR_ROWS,
  }
}

/** The most bytes there can be in the rows that DuckDB merges at a time, however the long ones are distributed. */
function mergedBytes({ rows, total, longest, excess }: RowSizes): number {
  const mergedRows = Math.min(rows, MERGED_ROWS)
  return Math.min(total, mergedRows * longest, mergedRows * USUAL_ROW_BYTES + excess)
}
