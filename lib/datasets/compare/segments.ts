/** Which ids have to be read to compare two datasets. Pure. */
import type { DatasetColumn } from '@/lib/datasets/model/columns'

/** What is fingerprinted of each row. */
export type Fingerprinted = 'swapi_id' | DatasetColumn

/** The rows whose ids are in one segment. */
export interface Segment {
  rows: number
  /** Of each column, 128 bits over its cells and their ids, in any order. */
  prints: ReadonlyMap<Fingerprinted, bigint>
}

export interface Fingerprints {
  /** How many ids a segment spans. */
  width: number
  /** Those with rows, by the number of the segment: the first has number 0. */
  segments: ReadonlyMap<number, Segment>
}

/** Ids from `first` up to, but not including, `end`. */
export interface IdRange {
  first: number
  end: number
}

/** Joining this many rows at a time needs some 250 MB; fewer are not faster. */
const ROWS_AT_ONCE = 1_000_000

/**
 * The ids among which the two may differ, in order and in pieces that can be joined in memory: all others have equal
 * fingerprints in these columns. Segments that are equal are included where that saves a piece.
 */
export function findDifferingIds(
  before: Fingerprints,
  after: Fingerprints,
  columns: readonly DatasetColumn[],
  rowsAtOnce = ROWS_AT_ONCE,
): IdRange[] {
  const width = Math.max(before.width, after.width)
  const [old, now] = [widen(before, width), widen(after, width)]
  const rowsIn = (number: number): number => Math.max(old.get(number)?.rows ?? 0, now.get(number)?.rows ?? 0)
  const numbers = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b)
  const ranges: IdRange[] = []
  /** Rows since the start of the last range. */
  let rows = Number.POSITIVE_INFINITY
  for (const number of numbers) {
    rows += rowsIn(number)
    if (isSame(old.get(number), now.get(number), ['swapi_id', ...columns])) continue
    const [first, end] = [number * width, (number + 1) * width]
    const last = ranges.at(-1)
    if (last !== undefined && rows <= rowsAtOnce) {
      last.end = end
    } else {
      ranges.push({ first, end })
      rows = rowsIn(number)
    }
  }
  return ranges
}

function isSame(
  before: Segment | undefined,
  after: Segment | undefined,
  columns: readonly Fingerprinted[],
): boolean {
  if (before === undefined || after === undefined || before.rows !== after.rows) return false
  return columns.every((column) => {
    const print = before.prints.get(column)
    return print !== undefined && print === after.prints.get(column)
  })
}

/** Combines segments to wider ones: a fingerprint is the XOR over all rows, so it is also that over all segments. */
function widen({ width, segments }: Fingerprints, wanted: number): ReadonlyMap<number, Segment> {
  if (width === wanted) return segments
  const wide = new Map<number, Segment>()
  for (const [number, { rows, prints }] of segments) {
    const target = Math.floor((number * width) / wanted)
    const other = wide.get(target)
    const combined = [...prints].map(
      ([column, print]) => [column, print ^ (other?.prints.get(column) ?? 0n)] as const,
    )
    wide.set(target, { rows: rows + (other?.rows ?? 0), prints: new Map(combined) })
  }
  return wide
}
