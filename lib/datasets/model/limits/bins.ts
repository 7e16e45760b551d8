/** Where the bins of a histogram begin and end. */
import type { NumericProfile } from '@/lib/datasets/model/profile'

/** The most bins of a histogram: wide enough to be pointed at in the head of a table. */
export const MOST_BINS = 12

/**
 * The edges of the bins, ascending; all numbers are between the first and the last. They are multiples of 1, 2 or 5 times
 * a power of ten: 66 to 264 has 60, 80, … 280. One bin when all numbers are the same.
 */
export function listEdges({ min, max }: Pick<NumericProfile, 'min' | 'max'>): number[] {
  if (min === max) return [min, max]
  return listRoundEdges(min, max) ?? listEqualEdges(min, max)
}

/** Null where doubles are too coarse, or the numbers too large, for round edges. */
function listRoundEdges(min: number, max: number): number[] | null {
  const smallest = Math.floor(Math.log10((max - min) / MOST_BINS))
  const steps = [0, 1, 2].flatMap((more) => [1, 2, 5].map((digit) => ({ digit, power: smallest + more })))
  for (const { digit, power } of steps) {
    const first = Math.floor(multiply(min, -power) / digit)
    const bins = Math.floor(multiply(max, -power) / digit) - first + 1
    if (!(bins <= MOST_BINS)) continue
    const edges = Array.from({ length: bins + 1 }, (_, index) => multiply((first + index) * digit, power))
    if (areSound(edges, min, max)) return edges
  }
  return null
}

/** A number times a power of ten, as near as a double can be: 3 times 0.1 is 0.3. */
function multiply(number: number, power: number): number {
  // Adding zero turns -0 into 0.
  return (power < 0 ? number / 10 ** -power : number * 10 ** power) + 0
}

function areSound(edges: number[], min: number, max: number): boolean {
  const isAscending = edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge))
  return (
    isAscending && (edges[0] ?? NaN) <= min && max < (edges.at(-1) ?? NaN) && edges.every(Number.isFinite)
  )
}

function listEqualEdges(min: number, max: number): number[] {
  const span = (max - min) * MOST_BINS
  const inner = Array.from({ length: MOST_BINS - 1 }, (_, index) => {
    const part = (index + 1) / MOST_BINS
    // The first formula is more precise; the second also works when the span overflows.
    const edge = Number.isFinite(span)
      ? min + ((max - min) * (index + 1)) / MOST_BINS
      : min * (1 - part) + max * part
    return Math.min(max, Math.max(min, edge))
  })
  return [min, ...inner, max]
}
