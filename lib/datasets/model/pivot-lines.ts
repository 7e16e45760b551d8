/** A pivot as the table that pages and pictures show. Safe to import from client components. */
import type { Pivot, PivotSide } from '@/lib/datasets/model/answers'

/** A line of the table, from left to right. */
export interface PivotLine {
  /** One number for each value shown of the column across. */
  cells: number[]
  /** The rows with other values of that column; null when all its values are shown. */
  others: number | null
  total: number
}

export interface PivotLines {
  /** One for each value shown of the column down. */
  shown: PivotLine[]
  /** The rows with other values of that column; null when all its values are shown. */
  others: PivotLine | null
  all: PivotLine
}

/** Adds what is not shown and the totals: lines and columns add up to all rows. */
export function addUpPivot({ down, across, cells, totalRows }: Pivot): PivotLines {
  const isAllAcross = countOthers(across) === 0
  const toLine = (numbers: number[], total: number): PivotLine => ({
    cells: numbers,
    others: isAllAcross ? null : total - sum(numbers),
    total,
  })
  const sums = across.shown.map((_, column) => sum(cells.map((line) => line[column] ?? 0)))
  const restDown = across.shown.map(({ total }, column) => total - (sums[column] ?? 0))
  return {
    shown: down.shown.map(({ total }, index) => toLine(cells[index] ?? [], total)),
    others: countOthers(down) === 0 ? null : toLine(restDown, othersTotal(down, totalRows)),
    all: toLine(
      across.shown.map(({ total }) => total),
      totalRows,
    ),
  }
}

/** How many values of a side are not shown. */
export function countOthers({ shown, distinct }: PivotSide): number {
  return Math.max(distinct - shown.length, 0)
}

/** How many rows have a value that is not shown. */
export function othersTotal({ shown }: PivotSide, totalRows: number): number {
  return totalRows - sum(shown.map(({ total }) => total))
}

/**
 * How strong the color of a cell is, 0…1: never so strong that its text is hard to read, never so weak that one row
 * looks like none.
 */
export function heatOf(count: number, largest: number): number {
  return Math.round(6 + (32 * count) / largest) / 100
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
