/** What a resource of SWAPI is made of, as data. Safe to import from client components. */

/** How the values of a column compare: as text, as numbers, as years BBY or ABY, or as days. */
export type ColumnKind = 'text' | 'number' | 'year' | 'date'

export interface Column {
  name: string
  kind: ColumnKind
  /** The field of a source's records that it is read from; by default the one with its name. */
  field?: string
  /** The field refers to a record of this resource, and the column holds that record's title. */
  refersTo?: Resource
}

export interface Resource {
  /** Where its list is below a source's base URL. It also begins the names of files. */
  path: string
  /** One record, as a sentence calls it. */
  noun: string
  /** One row, as the title of a dataset calls it. */
  subject: string
  /** The column that names a record. */
  title: string
  /** In the order of the CSV. */
  columns: readonly Column[]
  /** What its list needs to be asked for, besides a page, to hold whole records: swapi.tech abbreviates them. */
  listQuery: string
  /** Columns that sources of the expanded shape fill with the time of their own start. */
  volatile: readonly string[]
  /** Pairs of columns worth counting together; as a pivot where both have few values. */
  pairs: readonly { columns: readonly [string, string]; isPivot: boolean }[]
  /** Records in SWAPI's canonical edition. */
  count: number
}

/** A column of a resource that refers to another resource. */
export interface ReferenceColumn extends Column {
  refersTo: Resource
}

export function isReference(column: Column): column is ReferenceColumn {
  return column.refersTo !== undefined
}

/** The field of a source's records that a column is read from. */
export function fieldOf({ name, field }: Column): string {
  return field ?? name
}
