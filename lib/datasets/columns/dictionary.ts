/**
 * The distinct values of those columns of a dataset that have few: a search looks in them instead of in every row
 * (docs/decisions/0053).
 */
import 'server-only'
import { foldAll, sizeOfTexts } from '@/lib/datasets/columns/build'
import { foldTexts } from '@/lib/datasets/columns/file'
import { foldOne } from '@/lib/datasets/columns/select'
import type { ColumnTable, Values } from '@/lib/datasets/columns/table'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { Matches } from '@/lib/datasets/query/selection-sql'
import { quoteName, readRowObjects } from '@/lib/duckdb/lanes'

/** The values of columns that have more, roughly, stay in the file. */
export const MOST_VALUES = 65_536

/** To look for more values in every row takes as long as to look for the text. */
const MOST_MATCHES = 100

export interface Dictionary {
  columns: ReadonlyMap<DatasetColumn, Values>
  /** What it takes in memory, roughly, in bytes. */
  byteSize: number
}

/**
 * The columns whose values are worth listing.
 * @param file - the dataset's file as a table, from `readIntact`
 */
export async function chooseListed(file: string, mostValues = MOST_VALUES): Promise<DatasetColumn[]> {
  const each = DATASET_COLUMNS.map(
    (name) => `approx_count_distinct(${quoteName(name)}) AS ${quoteName(name)}`,
  )
  const [roughly] = await readRowObjects('heavy', `SELECT ${each.join(', ')} FROM ${file}`)
  return DATASET_COLUMNS.filter((name) => Number(roughly?.[name]) <= mostValues)
}

/** @param file - the dataset's file as a table, from `readIntact` */
export async function makeDictionary(file: string, mostValues = MOST_VALUES): Promise<Dictionary> {
  const columns = new Map<DatasetColumn, Values>()
  let byteSize = 0
  for (const name of await chooseListed(file, mostValues)) {
    const rows = await readRowObjects(
      'heavy',
      `SELECT DISTINCT ${quoteName(name)} AS value FROM ${file} ORDER BY value`,
    )
    const values = rows.map(({ value }) => String(value))
    const listed = { values, folded: await foldAll(values, foldTexts) }
    columns.set(name, listed)
    byteSize += sizeOfTexts(listed)
  }
  return { columns, byteSize }
}

/** The dictionary that is part of a table. */
export function dictionaryOf({ columns, byteSize }: ColumnTable): Dictionary {
  const listed = DATASET_COLUMNS.flatMap((name): [DatasetColumn, Values][] => {
    const column = columns[name]
    return column.values === null ? [] : [[name, column]]
  })
  return { columns: new Map(listed), byteSize }
}

/** For each column in the dictionary, the values that contain a text, unless there are many. */
export async function findMatches({ columns }: Dictionary, text: string): Promise<Matches> {
  const contains = await foldOne(text, foldTexts)
  const matches = new Map<DatasetColumn, string[]>()
  for (const [name, column] of columns) {
    const holds = contains(column)
    const found = column.values.filter(holds)
    if (found.length <= MOST_MATCHES) matches.set(name, found)
  }
  return matches
}
