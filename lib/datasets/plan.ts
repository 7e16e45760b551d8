/** Which requests a download sends, decided before any is sent. Pure. */

/**
 * Inngest allows 1,000 steps a run, but every step replays the function over all the others, so their cost grows
 * with the square of their number: 64 keep it small beside the reading, and a kill costs little more than a page of time.
 */
const MAX_BATCHES = 64

/** Consecutive pages that one step reads, both ends included. */
export interface PageBatch {
  first: number
  last: number
}

/**
 * Splits pages 2…pagesTotal into batches of equal size: one page each while that makes at most
 * `maxBatches` steps, more as the collection grows. Page 1 is read when the source is found.
 */
export function planPageBatches(pagesTotal: number, maxBatches = MAX_BATCHES): PageBatch[] {
  const size = Math.ceil(Math.max(pagesTotal - 1, 0) / maxBatches)
  const batches: PageBatch[] = []
  for (let first = 2; first <= pagesTotal; first += size) {
    batches.push({ first, last: Math.min(first + size - 1, pagesTotal) })
  }
  return batches
}

/** How the homeworlds that page 1 did not name are read. */
export type PlanetPlan = { kind: 'pages'; batches: PageBatch[] } | { kind: 'single'; ids: number[] }

/** The remaining pages of planets, or the missing planets one by one: whichever is fewer requests. */
export function planPlanets(missingIds: number[], planetPagesTotal: number): PlanetPlan {
  if (missingIds.length === 0) return { kind: 'pages', batches: [] }
  return missingIds.length < planetPagesTotal - 1
    ? { kind: 'single', ids: missingIds }
    : { kind: 'pages', batches: planPageBatches(planetPagesTotal) }
}

export function listPages({ first, last }: PageBatch): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
