/** Which requests a download sends, decided before any is sent. Pure. */

/**
 * Inngest allows 1,000 steps a run, but a step costs some dozen writes and replays the function over all the others:
 * 64 keep that small beside the reading, and what a kill costs too.
 */
const MAX_BATCHES = 64

/** Up to so many pages, each is a step of its own: little is read again when one fails. */
const MAX_SINGLE_PAGES = 16

/** Consecutive pages that one step reads, both ends included. */
export interface PageBatch {
  first: number
  last: number
}

/**
 * Splits pages 2…pagesTotal into batches of equal size: one page each in a small collection, and from there about as
 * many batches as pages in each, up to the largest number of steps. Page 1 is read when the source is found.
 */
export function planPageBatches(pagesTotal: number): PageBatch[] {
  const pages = Math.max(pagesTotal - 1, 0)
  const most = Math.min(Math.max(Math.ceil(Math.sqrt(pages)), MAX_SINGLE_PAGES), MAX_BATCHES)
  const size = Math.ceil(pages / most)
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
