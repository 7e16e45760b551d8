/** The columns of a dataset, and how their values compare. Safe to import from client components. */
import { PEOPLE } from '@/lib/resources/people'
import { type ColumnKind, isReference } from '@/lib/resources/resource'

/** The resource that every dataset is made of. */
export const RESOURCE = PEOPLE

export type DatasetColumn = (typeof RESOURCE)['columns'][number]['name']

/** In the order of the CSV. */
export const DATASET_COLUMNS = RESOURCE.columns.map(({ name }) => name) as [DatasetColumn, ...DatasetColumn[]]

/** One row as it stands in the CSV: every value is text, an empty string where SWAPI has none. */
export type DatasetRow = Record<DatasetColumn, string>

const KINDS = new Map<string, ColumnKind>(RESOURCE.columns.map(({ name, kind }) => [name, kind]))

export function kindOf(column: DatasetColumn): ColumnKind {
  return KINDS.get(column) ?? 'text'
}

export function columnsOfKind(kind: ColumnKind): DatasetColumn[] {
  return DATASET_COLUMNS.filter((column) => kindOf(column) === kind)
}

type Reference = Extract<(typeof RESOURCE)['columns'][number], { refersTo: unknown }>

/** The column that refers to another resource. A download reads exactly one. */
export const REFERENCE = RESOURCE.columns.find(isReference) as Reference

/** The resources that a download reads, by the path of their lists. */
export type ResourcePath = (typeof RESOURCE)['path'] | Reference['refersTo']['path']
