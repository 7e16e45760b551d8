import 'server-only'
import pLimit from 'p-limit'
import type { Meter } from '@/lib/datasets/download/meter'
import { findWholeParts } from '@/lib/datasets/download/part-records'
import { listPages, type PageBatch } from '@/lib/datasets/download/plan'
import { batchName, describeCollection, savePages } from '@/lib/datasets/download/reading/save-pages'
import { readInOrder, withSource } from '@/lib/datasets/download/reading/with-source'
import type { Collection, Part } from '@/lib/datasets/download/step-results'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { env } from '@/lib/env'
import { SourceError } from '@/lib/errors'
import { formatCount, sourceLabel } from '@/lib/format'
import type { Resource } from '@/lib/resources/resource'
import type { ListPage } from '@/lib/swapi/shapes'
import type { Source } from '@/lib/swapi/source'

/** From this many pages in a step, a thread of its own is worth starting: that takes a tenth of a second. */
const MANY_PAGES = 100

/**
 * Reads batches of pages, each into a part of its own, unless that has been done already. When one fails for now, the
 * others are completed all the same, so that a retry requests only what is missing.
 * @throws SourceError also when the source declares a different total than at first
 */
export async function readPageBatches(
  step: DownloadStep,
  source: string,
  resource: Resource,
  batches: PageBatch[],
  expected: Collection,
): Promise<Part[]> {
  const collection = describeCollection(source, resource, expected)
  const wanted = batches.map((batch) => {
    const subject = { source, resource, batch, ...expected }
    return { ...{ subject, batch, collection }, name: batchName(subject), pages: listPages(batch).length }
  })
  const whole = await findWholeParts(step.datasetId, wanted)
  if (whole.size === wanted.length) return wanted.flatMap(({ name }) => whole.get(name) ?? [])
  const manyPages = wanted.reduce((sum, { pages }) => sum + pages, 0) >= MANY_PAGES
  const read = (reader: Source, meter: Meter): Promise<Part[]> => {
    const readPage = async (page: number): Promise<ListPage> => {
      const answer = await reader.readPage(resource, page)
      assertUnchanged(answer, expected, resource, source)
      return answer
    }
    const limit = pLimit(countAtOnce(batches))
    const parts = wanted.map(({ name, subject, batch }) =>
      limit(
        async () =>
          whole.get(name) ?? savePages(step, subject, readInOrder(listPages(batch), readPage), meter),
      ),
    )
    return completeAll(parts, reader)
  }
  return withSource(step, source, read, { manyPages })
}

/** As few parts as keep all requests busy, even while one is being finished: a kill loses those that are not. */
function countAtOnce(batches: PageBatch[]): number {
  const longest = Math.max(...batches.map((batch) => listPages(batch).length))
  return Math.max(Math.ceil((2 * env().UPSTREAM_CONCURRENCY) / longest), 2)
}

/**
 * Waits for all works, even if some fail; only a failure that a retry would not mend ends the others at once.
 * @throws that one, or of the others the one to wait longest for
 */
async function completeAll<T>(works: Promise<T>[], reader: Source): Promise<T[]> {
  let final: { error: unknown } | null = null
  const watched = works.map((work) =>
    work.catch((error: unknown) => {
      if (!(error instanceof SourceError && error.retriable)) {
        final ??= { error }
        void reader.close()
      }
      throw error
    }),
  )
  const results = await Promise.allSettled(watched)
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (failures.length === 0) return Promise.all(works)
  throw (final as { error: unknown } | null)?.error ?? longestWait(failures)
}

function longestWait(failures: SourceError[]): SourceError | undefined {
  return failures.toSorted((one, other) => (other.retryAfterMs ?? 0) - (one.retryAfterMs ?? 0))[0]
}

function assertUnchanged(answer: ListPage, expected: Collection, resource: Resource, source: string): void {
  if (answer.shape === expected.shape && answer.declaredCount === expected.declaredCount) return
  const [before, after] = [expected.declaredCount, answer.declaredCount].map((count) =>
    formatCount(count ?? 0),
  )
  throw new SourceError(
    answer.shape === expected.shape
      ? `${sourceLabel(source)} changed while it was being read: it declared ${before} ${resource.path}, then ${after}. Try again.`
      : `${sourceLabel(source)} changed the shape of its responses while it was being read. Try again.`,
    { retriable: false },
  )
}
