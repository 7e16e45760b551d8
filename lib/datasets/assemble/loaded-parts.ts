/** The parts of a download as tables of DuckDB, and SQL for the rows that a dataset will have. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { partsTable, referenceColumn } from '@/lib/datasets/download/parts'
import type { Part } from '@/lib/datasets/download/step-results'
import { type DatasetColumn, REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'

/** The records themselves. */
export const OWN = 'own_parts'
/** Those that they refer to. */
export const REFERRED = 'referred_parts'

/** The text of a reference, an id or nothing. */
export const REFERENCE_TEXT = `${OWN}.${referenceColumn(REFERENCE)}`

/**
 * The title that a reference stands for; NULL when there is no such record. A subquery keeps the order of `OWN`, which a LEFT
 * JOIN does not: it yields what has no match later (DuckDB 1.5).
 */
export const REFERENCE_TITLE = `(
  SELECT ${REFERENCE.refersTo.title} FROM ${REFERRED} WHERE swapi_id = TRY_CAST(${REFERENCE_TEXT} AS BIGINT)
)`

/**
 * Loads the parts of a download into temporary tables, in the order of the parts. Each query would parse them again; and
 * only a table yields full vectors, and therefore the same groups of a Parquet file, however the rows were distributed among
 * the parts. What does not fit in memory is spilled.
 */
export async function loadParts(connection: DuckDBConnection, id: string, parts: Part[]): Promise<void> {
  await connection.run(`CREATE TEMP TABLE ${OWN} AS FROM ${partsTable(id, parts, RESOURCE)}`)
  await connection.run(`CREATE TEMP TABLE ${REFERRED} AS FROM ${partsTable(id, parts, REFERENCE.refersTo)}`)
}

/** Frees the memory of loaded parts. */
export async function dropParts(connection: DuckDBConnection): Promise<void> {
  await connection.run(`DROP TABLE ${OWN}`)
  await connection.run(`DROP TABLE ${REFERRED}`)
}

/** SQL for the value that a column of the dataset has for a row of `OWN`. */
export function valueSql(column: DatasetColumn): string {
  return column === REFERENCE.name ? `coalesce(${REFERENCE_TITLE}, '')` : `${OWN}.${column}`
}
