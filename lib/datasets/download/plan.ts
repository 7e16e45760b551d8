/** Which requests a download sends, decided before any is sent. Pure. */

/**
 * Inngest allows 1,000 steps per run, but each step costs about a dozen writes and replays the function over all the
 * others: 64 keep that small compared with the reading itself, and also limit what a kill costs.
 */
const MAX_BATCHES = 64

/**
 * Up to this many pages, each page becomes a part, so little is read again when one fails. As many parts hold up to a
 * thousand pages, because a part costs several times as much as a page.
 */
const MAX_SINGLE_PAGES = 16

/** A step reads several batches together while they have no more pages than this: it costs as much as a dozen pages. */
const MAX_PAGES_IN_STEP = 1_024

/** Consecutive pages that become one part, inclusive at both ends. */
export interface PageBatch {
  first: number
  last: number
}

/**
 * Splits pages 2…pagesTotal into batches of equal size: one page each in a small collection, otherwise about a quarter as
 * many batches as pages per batch, up to the maximum number of steps. Page 1 is read when the source is discovered.
 */
export function planPageBatches(pagesTotal: number): PageBatch[] {
  const pages = Math.max(pagesTotal - 1, 0)
  const most = Math.min(Math.max(Math.ceil(Math.sqrt(pages) / 2), MAX_SINGLE_PAGES), MAX_BATCHES)
  const size = Math.ceil(pages / most)
  const batches: PageBatch[] = []
  for (let first = 2; first <= pagesTotal; first += size) {
    batches.push({ first, last: Math.min(first + size - 1, pagesTotal) })
  }
  return batches
}

/** Batches that one step reads each. */
export function groupIntoSteps(batches: PageBatch[]): PageBatch[][] {
  const [longest] = batches.map((batch) => listPages(batch).length)
  const size = Math.max(Math.floor(MAX_PAGES_IN_STEP / (longest ?? 1)), 1)
  return Array.from({ length: Math.ceil(batches.length / size) }, (_, index) =>
    batches.slice(index * size, (index + 1) * size),
  )
}

/** How to read the records that are referred to and not on page 1. */
export type ReferencePlan = { kind: 'pages'; batches: PageBatch[] } | { kind: 'single'; ids: number[] }

/** The remaining pages, or the missing records one by one: whichever takes fewer requests. */
export function planReferences(missingIds: number[], pagesTotal: number): ReferencePlan {
  if (missingIds.length === 0) return { kind: 'pages', batches: [] }
  return missingIds.length < pagesTotal - 1
    ? { kind: 'single', ids: missingIds }
    : { kind: 'pages', batches: planPageBatches(pagesTotal) }
}

export function listPages({ first, last }: PageBatch): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
