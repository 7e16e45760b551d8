/** The parts of a download joined to the rows that a dataset will have. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { partsTable, referenceColumn } from '@/lib/datasets/download/parts'
import type { Part } from '@/lib/datasets/download/step-results'
import { type DatasetColumn, REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'

/** The text of a reference, an id or nothing. */
export const REFERENCE_TEXT = `own.${referenceColumn(REFERENCE)}`

/** The title that a reference stands for; NULL when there is no such record. */
export const REFERENCE_TITLE = `referred.${REFERENCE.refersTo.title}`

/** For a FROM: all parts of the records themselves, and of those that they refer to. */
export interface PartTables {
  own: string
  referred: string
}

/** With more rows, DuckDB reads the parts for each query, because they may take more memory than it has. */
const LOADED_ROWS = 2_048

/** The parts as tables. Few rows are loaded at once: each query would parse them again. */
export async function openParts(
  connection: DuckDBConnection,
  id: string,
  parts: Part[],
): Promise<PartTables> {
  const own = partsTable(id, parts, RESOURCE)
  const referred = partsTable(id, parts, REFERENCE.refersTo)
  if (parts.reduce((sum, { rows }) => sum + rows, 0) > LOADED_ROWS) return { own, referred }
  await connection.run(`CREATE TEMP TABLE own_parts AS FROM ${own}`)
  await connection.run(`CREATE TEMP TABLE referred_parts AS FROM ${referred}`)
  return { own: 'own_parts', referred: 'referred_parts' }
}

/** For a FROM: `own` are the records themselves, `referred` those that they refer to, if they are there. */
export function joinedParts({ own, referred }: PartTables): string {
  return `${own} AS own
    LEFT JOIN ${referred} AS referred
    ON referred.swapi_id = TRY_CAST(${REFERENCE_TEXT} AS BIGINT)`
}

/** SQL for the value of a column in `joinedParts`. */
export function joinedValueSql(column: DatasetColumn): string {
  return column === REFERENCE.name ? `coalesce(${REFERENCE_TITLE}, '')` : `own.${column}`
}
