/** The parts of a download joined to the rows that a dataset will have. */
import 'server-only'
import { partsTable, referenceColumn } from '@/lib/datasets/download/parts'
import type { Part } from '@/lib/datasets/download/step-results'
import { type DatasetColumn, REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'

/** The text of a reference, an id or nothing. */
export const REFERENCE_TEXT = `own.${referenceColumn(REFERENCE)}`

/** The title that a reference stands for; NULL when there is no such record. */
export const REFERENCE_TITLE = `referred.${REFERENCE.refersTo.title}`

/** For a FROM: `own` are the records themselves, `referred` those that they refer to, if they are there. */
export function joinedParts(id: string, parts: Part[]): string {
  return `${partsTable(id, parts, RESOURCE)} AS own
    LEFT JOIN ${partsTable(id, parts, REFERENCE.refersTo)} AS referred
    ON referred.swapi_id = TRY_CAST(${REFERENCE_TEXT} AS BIGINT)`
}

/** SQL for the value of a column in `joinedParts`. */
export function joinedValueSql(column: DatasetColumn): string {
  return column === REFERENCE.name ? `coalesce(${REFERENCE_TITLE}, '')` : `own.${column}`
}
