/** How a dataset is put together: in how much memory, and in groups of how many rows. It follows from the rows' sizes. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { partsTable } from '@/lib/datasets/parts'
import type { Part } from '@/lib/datasets/step-results'
import { DATASET_COLUMNS } from '@/lib/datasets/types'
import { SourceError } from '@/lib/errors'
import { formatBytes, formatCount, sourceLabel } from '@/lib/format'

/** Sizes of the rows of a dataset to be, in bytes of their ten values. */
export interface RowSizes {
  rows: number
  total: number
  longest: number
  /** What rows have beyond `USUAL_ROW_BYTES`, all together. */
  excess: number
}

export interface AssemblyPlan {
  /** What DuckDB may use, in MB. */
  memoryMb: number
  /** Rows in a group of the Parquet companion. */
  rowGroupSize: number
}

const MIB = 1024 * 1024

/** SWAPI's own rows have some 80. */
const USUAL_ROW_BYTES = 256

/** DuckDB merges what it has sorted, and what it has spilled, so many rows at a time. It is its largest row group, too. */
const MERGED_ROWS = 122_880
/** A group of rows has whole vectors. */
const VECTOR_ROWS = 2_048

/** Enough for any number of rows of which `FREE_BYTES` are merged at a time; what is beyond is there twice. */
const LEAST_MEMORY_MB = 128
const FREE_BYTES = 16 * MIB
/** Beyond, assembling would need more than half a GB. A document has at most 64 MiB (UPSTREAM_DOCUMENT_MAX_BYTES). */
const MAX_MERGED_BYTES = 192 * MIB

/** Small groups let a page of long rows be read in little memory. */
const GROUP_BYTES = 16 * MIB

/** Measures the rows that parts will give, in one pass. */
export async function measureRows(
  connection: DuckDBConnection,
  id: string,
  parts: Part[],
): Promise<RowSizes> {
  const columns = DATASET_COLUMNS.map((column) =>
    column === 'homeworld' ? `coalesce(strlen(planets.name), 0)` : `strlen(people.${column})`,
  )
  const reader = await connection.runAndReadAll(
    `SELECT count(*) AS rows, coalesce(sum(size), 0) AS total, coalesce(max(size), 0) AS longest,
       coalesce(sum(greatest(size - ${USUAL_ROW_BYTES}, 0)), 0) AS excess
     FROM (
       SELECT ${columns.join(' + ')} AS size FROM ${partsTable(id, parts, 'people')} AS people
       LEFT JOIN ${partsTable(id, parts, 'planets')} AS planets
         ON planets.id = TRY_CAST(people.homeworld_id AS BIGINT)
     )`,
  )
  const [row = {}] = reader.getRowObjects()
  const { rows, total, longest, excess } = row
  return { rows: Number(rows), total: Number(total), longest: Number(longest), excess: Number(excess) }
}

/**
 * Pure: the same rows give the same plan, hence the same bytes.
 * @throws SourceError when the rows are so long, and so many, that they cannot be put in order
 */
export function planAssembly(sizes: RowSizes, source: string): AssemblyPlan {
  const merged = mergedBytes(sizes)
  if (merged > MAX_MERGED_BYTES) {
    throw new SourceError(
      `${sourceLabel(source)} has records that are too long for their number: ${formatCount(sizes.rows)} of up to ` +
        `${formatCount(sizes.longest)} bytes, ${formatBytes(sizes.total)} in all. Nothing was kept; choose another source.`,
      { retriable: false },
    )
  }
  const rowsInGroup = GROUP_BYTES / Math.max(sizes.total / Math.max(sizes.rows, 1), 1)
  const vectors = Math.floor(Math.min(rowsInGroup, MERGED_ROWS) / VECTOR_ROWS)
  return {
    memoryMb: LEAST_MEMORY_MB + Math.ceil((2 * Math.max(merged - FREE_BYTES, 0)) / 1_000_000),
    rowGroupSize: Math.max(vectors, 1) * VECTOR_ROWS,
  }
}

/** The most bytes that DuckDB can meet in the rows it merges at a time, however the long ones are spread. */
function mergedBytes({ rows, total, longest, excess }: RowSizes): number {
  const mergedRows = Math.min(rows, MERGED_ROWS)
  return Math.min(total, mergedRows * longest, mergedRows * USUAL_ROW_BYTES + excess)
}
