/**
 * What the rows of a dataset say, as one hash: two datasets have the same one exactly when their rows differ in nothing
 * but volatile columns. Unlike the sha256 of its CSV, it ignores a date that changes with each start of the source.
 */
import 'server-only'
import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DATASET_COLUMNS, RESOURCE } from '@/lib/datasets/model/columns'
import { isAscending } from '@/lib/duckdb/ascending'
import { quoteText } from '@/lib/duckdb/lanes'
import { streamTextRows } from '@/lib/duckdb/streams/text-rows'

/**
 * Increased whenever the same rows would get another hash: with other columns, another order, another encoding. Hashes of
 * other versions are never compared: lib/datasets/unchanged/find-equal.ts calculates them again.
 */
const VERSION = 1

const VOLATILE = new Set<string>(RESOURCE.volatile)
/** SQL of what is hashed, as text: a row's id and its columns in the order of the resource. */
export const HASHED_COLUMNS = ['swapi_id::VARCHAR', ...DATASET_COLUMNS]
const IS_VOLATILE = [false, ...DATASET_COLUMNS.map((column) => VOLATILE.has(column))]

/**
 * The hash of a Parquet file, after its version: "1:3fa8…". It is the sha256 of one line of JSON for each row, by
 * ascending id: an array of the id and of each column's value in the order of the resource, all as text. JSON keeps apart
 * what belongs to different values, and an empty one from "unknown". Reads the file once, in constant memory, unless its
 * rows have to be sorted.
 */
export async function hashContent(connection: DuckDBConnection, file: string): Promise<string> {
  const table = `read_parquet(${quoteText(file)})`
  // As every published file is.
  const order = (await isAscending(connection, 'swapi_id', table)) ? '' : 'ORDER BY swapi_id'
  const content = new ContentHash()
  for await (const rows of streamTextRows(connection, HASHED_COLUMNS, `${table} ${order}`))
    content.update(rows)
  return content.digest()
}

/** The same hash, of rows that are read for another reason. */
export class ContentHash {
  private readonly hash = createHash('sha256')

  /** @param rows by ascending id, with the values of `HASHED_COLUMNS` */
  update(rows: string[][]): void {
    const lines = rows.map((row) => `${JSON.stringify(row.filter((_, index) => !IS_VOLATILE[index]))}\n`)
    this.hash.update(lines.join(''))
  }

  digest(): string {
    return `${VERSION}:${this.hash.digest('hex')}`
  }
}

/** False for no hash at all, and for one of another version, which says nothing about equality. */
export function isComparable(contentHash: string | null): contentHash is string {
  return contentHash?.startsWith(`${VERSION}:`) ?? false
}
