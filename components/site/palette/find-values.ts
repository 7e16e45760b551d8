/** Finds values of a dataset that contain the typed text, and how many rows have them. */
import { fetchJson, isRecord, readRecords } from '@/components/browser/fetch-json'
import type { Place } from '@/components/site/palette/place'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { foldText } from '@/lib/datasets/model/label'
import { formatCount } from '@/lib/format'
import { foundRowsHref, foundValuesHref } from '@/lib/search-params/datasets'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'
import { datasetHref } from '@/lib/search-params/rows'

/** Shorter texts are part of too many values. */
export const VALUE_FROM = 2

/** Rows that are searched for values: enough for every row of a usual dataset. */
const SAMPLED = 100
/** The columns that are counted when there are more rows than that, and so the most requests besides the first. */
const COUNTED = 3
const SHOWN = 6

interface Value {
  column: DatasetColumn
  value: string
  count: number
}

/** The most frequent of them, as links to their rows. One request finds them; larger datasets take up to three more. */
export async function findValues(id: string, typed: string, signal: AbortSignal): Promise<Place[]> {
  const sample = await fetchJson(foundRowsHref(id, typed, SAMPLED), signal)
  const found = tally(readRecords(sample, 'rows'), foldText(typed))
  const isWhole = isRecord(sample) && sample.hasMore === false
  const values = isWhole ? found : await countExactly(id, typed, found, signal)
  return values
    .toSorted((one, other) => other.count - one.count)
    .slice(0, SHOWN)
    .flatMap((value) => toPlace(id, value) ?? [])
}

/** The values of these rows that contain the text, with the number of rows that have them. */
function tally(rows: Record<string, unknown>[], text: string): Value[] {
  const values = new Map<string, Value>()
  for (const row of rows) {
    for (const column of DATASET_COLUMNS) {
      const value = row[column]
      if (typeof value !== 'string' || !foldText(value).includes(text)) continue
      const known = values.get(`${column} ${value}`) ?? { column, value, count: 0 }
      values.set(`${column} ${value}`, { ...known, count: known.count + 1 })
    }
  }
  return [...values.values()]
}

/** Counts over all rows, of the columns that have most of the values in a sample. */
async function countExactly(
  id: string,
  typed: string,
  sampled: Value[],
  signal: AbortSignal,
): Promise<Value[]> {
  const weigh = (column: DatasetColumn): number =>
    sampled.reduce((sum, value) => sum + (value.column === column ? value.count : 0), 0)
  const columns = DATASET_COLUMNS.filter((column) => weigh(column) > 0)
    .toSorted((one, other) => weigh(other) - weigh(one))
    .slice(0, COUNTED)
  const counted = await Promise.all(
    columns.map(async (column) => {
      const answer = await fetchJson(foundValuesHref(id, column, typed, SHOWN), signal)
      return readRecords(answer, 'counts').flatMap((row) => {
        const value = row[column]
        return typeof value === 'string' ? [{ column, value, count: Number(row.count) }] : []
      })
    }),
  )
  return counted.flat()
}

/** Null for a value that is too long for a URL. */
function toPlace(id: string, { column, value, count }: Value): Place | null {
  if (value.length > MAX_VALUE_LENGTH) return null
  const href = datasetHref(id, { filters: [{ column, operator: 'eq', value }] })
  return { label: `Rows where ${column} is ${value} (${formatCount(count)})`, hint: 'value', href }
}
