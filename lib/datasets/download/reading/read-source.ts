/** What a download's steps do with a source: discover what it has, and turn its pages into parts. */
import 'server-only'
import { Readable } from 'node:stream'
import { updateProgress } from '@/lib/datasets/changes'
import { ArrivingList } from '@/lib/datasets/download/reading/arriving-list'
import { untilCancelled } from '@/lib/datasets/download/cancellation'
import { Meter } from '@/lib/datasets/download/meter'
import { findWholePart, forgetParts } from '@/lib/datasets/download/part-records'
import {
  ensureParts,
  partName,
  partsTable,
  referenceColumn,
  writeRecordsPart,
} from '@/lib/datasets/download/parts'
import { listPages, type PageBatch, type ReferencePlan, planReferences } from '@/lib/datasets/download/plan'
import {
  batchName,
  describeCollection,
  saveList,
  savePages,
} from '@/lib/datasets/download/reading/save-pages'
import type { Collection, Discovery, Part } from '@/lib/datasets/download/step-results'
import { REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { readRowObjects } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { SourceError } from '@/lib/errors'
import { formatCount, sourceLabel } from '@/lib/format'
import type { Resource } from '@/lib/resources/resource'
import type { SwapiRecord } from '@/lib/swapi/records/schemas'
import type { ListPage } from '@/lib/swapi/shapes'
import { openSource, type Source } from '@/lib/swapi/source'

type Referenced = SwapiRecord<(typeof REFERENCE)['refersTo']>

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
    return {
      own: { ...toCollection(own.page), part: await save(RESOURCE, own) },
      referred: { ...toCollection(referred.page), part: await save(REFERENCE.refersTo, referred) },
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

/**
 * Reads a batch of pages into a part, unless that has been done already.
 * @throws SourceError also when the source declares a different total than at first
 */
export async function readPageBatch(
  step: DownloadStep,
  source: string,
  resource: Resource,
  batch: PageBatch,
  expected: Collection,
): Promise<Part> {
  const subject = { source, resource, batch, ...expected }
  const collection = describeCollection(source, resource, expected)
  const pages = batch.last - batch.first + 1
  const whole = await findWholePart(step.datasetId, { name: batchName(subject), collection, pages })
  if (whole) return whole
  return withSource(step, source, (reader, meter) => {
    const answers = readInOrder(listPages(batch), async (page) => {
      const answer = await reader.readPage(resource, page)
      assertUnchanged(answer, expected, resource, source)
      return answer
    })
    return savePages(step, subject, answers, meter)
  })
}

/** Finds the references that still have no name, and plans how to read them with the fewest requests. */
export async function planRemainingReferences(
  step: DownloadStep,
  { own: { pagesTotal }, referred }: Discovery,
  parts: Part[],
): Promise<ReferencePlan> {
  const plan =
    referred.pagesTotal === 1 ? planReferences([], 1) : await findFewestRequests(step, referred, parts)
  const planned = plan.kind === 'single' ? plan.ids.length : plan.batches.flatMap(listPages).length
  await updateProgress(step, { pagesTotal: pagesTotal + 1 + planned })
  return plan
}

async function findFewestRequests(
  { datasetId }: DownloadStep,
  referred: Collection,
  parts: Part[],
): Promise<ReferencePlan> {
  await ensureParts(datasetId, parts)
  const ids = referenceColumn(REFERENCE)
  const rows = await readRowObjects(
    'work',
    `SELECT DISTINCT TRY_CAST(${ids} AS BIGINT) AS id FROM ${partsTable(datasetId, parts, RESOURCE)}
     WHERE ${ids} <> '' AND id NOT IN (SELECT swapi_id FROM ${partsTable(datasetId, parts, REFERENCE.refersTo)})
     ORDER BY id`,
  )
  const missing = rows.map(({ id }) => Number(id))
  return planReferences(missing, referred.pagesTotal)
}

/**
 * Reads planets one by one into a part, unless that has been done already. A planet that the source does not have is
 * left out: its people keep an empty homeworld.
 */
export async function readSingleReferences(
  step: DownloadStep,
  source: string,
  ids: number[],
  expected: Collection,
): Promise<Part> {
  const collection = describeCollection(source, REFERENCE.refersTo, expected)
  const name = partName(REFERENCE.refersTo, 2, `${collection} ${ids.join()}`)
  const whole = await findWholePart(step.datasetId, { name, collection, pages: ids.length })
  if (whole) return whole
  return withSource(step, source, async (reader, meter) => {
    const records = readInOrder(ids, (id) => readIfKnown(reader, id))
    async function* known(): AsyncGenerator<Referenced[]> {
      for await (const found of records) {
        yield found
        meter.count(name, collection, 1, found.length)
      }
    }
    const written = await writeRecordsPart(step.datasetId, name, REFERENCE.refersTo, known())
    return meter.finish(name, collection, written)
  })
}

/** The record, or nothing if the source does not have it. A list, because a stream cannot carry null. */
async function readIfKnown(reader: Source, id: number): Promise<Referenced[]> {
  try {
    return [await reader.readRecord(REFERENCE.refersTo, id)]
  } catch (error) {
    if (error instanceof SourceError && (error.status === 404 || error.status === 410)) return []
    throw error
  }
}

/** Reads several concurrently, preserves their order, and stops when one fails. */
function readInOrder<K, T>(keys: K[], read: (key: K) => Promise<T>): AsyncIterable<T> {
  return Readable.from(keys).map(read, { concurrency: env().UPSTREAM_CONCURRENCY })
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

function toCollection({ shape, declaredCount, pagesTotal }: ListPage): Collection {
  return { shape, declaredCount, pagesTotal }
}

/** Reads a source while the download is running; however that ends, every request sent is counted. */
function withSource<T>(
  step: DownloadStep,
  source: string,
  task: (reader: Source, meter: Meter) => Promise<T>,
): Promise<T> {
  return untilCancelled(step, async (signal) => {
    const meter = new Meter(step)
    const reader = openSource(source, { onRequest: meter.countRequest, signal })
    try {
      return await task(reader, meter)
    } finally {
      await reader.close()
      await meter.close()
    }
  })
}

async function* once<T>(item: T): AsyncGenerator<T> {
  yield await Promise.resolve(item)
}
