/** The first step with a source: finds out what it has. */
import 'server-only'
import { updateProgress } from '@/lib/datasets/changes'
import type { Meter } from '@/lib/datasets/download/meter'
import { forgetParts } from '@/lib/datasets/download/part-records'
import { ArrivingList } from '@/lib/datasets/download/reading/arriving-list'
import { describeCollection, saveList, savePages } from '@/lib/datasets/download/reading/save-pages'
import { withSource } from '@/lib/datasets/download/reading/with-source'
import type { Collection, Discovery, Part } from '@/lib/datasets/download/step-results'
import { REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'
import type { DownloadStep } from '@/lib/datasets/model/download'
import type { Resource } from '@/lib/resources/resource'
import type { ListPage } from '@/lib/swapi/shapes'
import type { Source } from '@/lib/swapi/source'

/**
 * Requests page 1 of people and planets concurrently and saves both as parts, as its last action: nothing is fetched
 * twice unless the process is killed between that and the end of the step. A large list is written while it arrives.
 * Parts of other collections are forgotten.
 * @throws SourceError
 */
export async function discoverSource(step: DownloadStep, source: string): Promise<Discovery> {
  return withSource(step, source, async (reader, meter) => {
    const read = (resource: typeof RESOURCE | (typeof REFERENCE)['refersTo']): Promise<FirstPage> =>
      readFirstPage(step, source, resource, reader, meter)
    const [own, referred] = await bothOrNone(read(RESOURCE), read(REFERENCE.refersTo), reader)
    const known = [
      describeCollection(source, RESOURCE, own.page),
      describeCollection(source, REFERENCE.refersTo, referred.page),
    ]
    await forgetParts(step.datasetId, known)
    await updateProgress(step, {
      source,
      shape: own.page.shape,
      declaredCount: own.page.declaredCount,
      pagesTotal: own.page.pagesTotal + referred.page.pagesTotal,
    })
    const save = (resource: Resource, { page, part }: FirstPage): Promise<Part> | Part =>
      part ?? savePages(step, { source, resource, batch: { first: 1, last: 1 }, ...page }, once(page), meter)
    const [ownPart, referredPart] = await Promise.all([
      save(RESOURCE, own),
      save(REFERENCE.refersTo, referred),
    ])
    return {
      own: { ...toCollection(own.page), part: ownPart },
      referred: { ...toCollection(referred.page), part: referredPart },
    }
  })
}

interface FirstPage {
  page: ListPage
  /** Of a list that was written while it arrived. */
  part: Part | null
}

async function readFirstPage(
  step: DownloadStep,
  source: string,
  resource: typeof RESOURCE | (typeof REFERENCE)['refersTo'],
  reader: Source,
  meter: Meter,
): Promise<FirstPage> {
  const list = new ArrivingList(async (batches) => {
    await updateProgress(step, { source, phase: `reading ${resource.path}` })
    return saveList(step, { source, resource }, batches, meter)
  })
  try {
    const page = await reader.readPage(resource, 1, list.take)
    return { page, part: await list.end() }
  } catch (error) {
    throw await list.fail(error)
  }
}

/**
 * When one fails, the other is aborted: otherwise an unresponsive host would be waited for. Nothing is written any more
 * after that.
 */
async function bothOrNone<T>(one: Promise<T>, other: Promise<T>, reader: Source): Promise<[T, T]> {
  try {
    return await Promise.all([one, other])
  } catch (error) {
    await reader.close()
    await Promise.allSettled([one, other])
    throw error
  }
}

function toCollection({ shape, declaredCount, pagesTotal }: ListPage): Collection {
  return { shape, declaredCount, pagesTotal }
}

async function* once<T>(item: T): AsyncGenerator<T> {
  yield await Promise.resolve(item)
}
