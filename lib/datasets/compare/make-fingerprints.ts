import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import {
  type Fingerprinted,
  type Fingerprints,
  type IdRange,
  type Segment,
} from '@/lib/datasets/compare/segments'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { quoteName, type ReadRows } from '@/lib/duckdb/lanes'

export const FINGERPRINTED: readonly Fingerprinted[] = ['swapi_id', ...DATASET_COLUMNS]

/** Ids in a segment, unless that makes too many. */
const WIDTH = 100_000
/** Keeps the fingerprints below 2 MB, however far apart the ids are. */
const SEGMENTS_AT_MOST = 4_096
/** Short enough for the time limit of a query. */
const ROWS_AT_ONCE = 1_000_000

/**
 * Fingerprints a dataset. MD5 turns a text into 128 bits; its halves are mixed with the row's id, so that a
 * value that moves to another row counts as a change, and combined by XOR, so that the order does not matter. DuckDB's
 * `hash` alone would not do: of many long texts that differ in two letters, it makes the same number. The outer `hash`
 * is needed because the inner one combines by XOR, too.
 * @param table - the dataset's Parquet file, for a FROM
 */
export async function makeFingerprints(rows: ReadRows, table: string): Promise<Fingerprints> {
  const [greatest] = await rows(`SELECT max(swapi_id) AS last FROM ${table}`)
  const last = Number(greatest?.last ?? 0)
  let width = WIDTH
  while (last / width >= SEGMENTS_AT_MOST) width *= 2
  const texts = FINGERPRINTED.map(
    (column) => `md5_number(${quoteName(column)}::VARCHAR) AS ${quoteName(`text_${column}`)}`,
  )
  const prints = FINGERPRINTED.flatMap((column) => {
    const text = quoteName(`text_${column}`)
    return [
      `bit_xor(hash(hash(swapi_id, ${text} >> 64))) AS ${quoteName(`high_${column}`)}`,
      `bit_xor(hash(hash(${text} & ${2n ** 64n - 1n}, swapi_id))) AS ${quoteName(`low_${column}`)}`,
    ]
  })
  const segments = new Map<number, Segment>()
  for (const { first, end } of await findPieces(rows, table, width)) {
    const found = await rows(
      `SELECT swapi_id // ${width} AS segment, count(*) AS rows, ${prints.join(', ')}
       FROM (SELECT swapi_id, ${texts.join(', ')} FROM ${table} WHERE swapi_id >= ${first} AND swapi_id < ${end})
       GROUP BY segment ORDER BY segment`,
    )
    for (const row of found) segments.set(Number(row.segment), toSegment(row))
  }
  return { width, segments }
}

/** Whole segments with about as many rows as are read at once. */
async function findPieces(rows: ReadRows, table: string, width: number): Promise<IdRange[]> {
  const found = await rows(
    `SELECT swapi_id // ${width} AS segment, count(*) AS rows FROM ${table} GROUP BY segment ORDER BY segment`,
  )
  const pieces: IdRange[] = []
  let inPiece = Number.POSITIVE_INFINITY
  for (const { segment, rows } of found) {
    const number = Number(segment)
    const last = pieces.at(-1)
    if (last !== undefined && inPiece < ROWS_AT_ONCE) last.end = (number + 1) * width
    else {
      pieces.push({ first: number * width, end: (number + 1) * width })
      inPiece = 0
    }
    inPiece += Number(rows)
  }
  return pieces
}

function toSegment(row: Record<string, DuckDBValue>): Segment {
  const half = (name: string): bigint => BigInt(String(row[name]))
  const printOf = (column: Fingerprinted): bigint => (half(`high_${column}`) << 64n) | half(`low_${column}`)
  const prints = new Map(FINGERPRINTED.map((column) => [column, printOf(column)]))
  return { rows: Number(row.rows), prints }
}
