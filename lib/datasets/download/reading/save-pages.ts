/** How a source's pages become a part, and how that part is named. */
import 'server-only'
import type { Meter } from '@/lib/datasets/download/meter'
import { partName, writeRecordsPart } from '@/lib/datasets/download/parts'
import type { PageBatch } from '@/lib/datasets/download/plan'
import type { Collection, Part } from '@/lib/datasets/download/step-results'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { SourceError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import type { Resource } from '@/lib/resources/resource'
import { parseRecord, type SwapiRecord } from '@/lib/swapi/records/schemas'
import { type ListPage, WHOLE_ARRAY } from '@/lib/swapi/shapes'

/** Limits how much of a page with a whole collection is processed at once, so that other work can run in between. */
const RECORDS_AT_ONCE = 500

/** Pages of a collection, with a description of the collection. */
export interface Batch extends Collection {
  source: string
  resource: Resource
  batch: PageBatch
}

/** Describes a collection in text that changes when the collection does. */
export function describeCollection(
  source: string,
  { path }: Resource,
  { shape, declaredCount, pagesTotal }: Collection,
): string {
  return `${source} ${path} ${shape} ${declaredCount} ${pagesTotal}`
}

export function batchName({ source, resource, batch, ...collection }: Batch): string {
  return partName(
    resource,
    batch.first,
    `${describeCollection(source, resource, collection)} ${batch.first}-${batch.last}`,
  )
}

/**
 * Writes pages into a part as they arrive.
 * @throws SourceError when a record is invalid, or a page arrives twice
 */
export async function savePages(
  { datasetId }: DownloadStep,
  subject: Batch,
  pages: AsyncIterable<ListPage>,
  meter: Meter,
): Promise<Part> {
  const { source, resource } = subject
  const [name, collection] = [batchName(subject), describeCollection(source, resource, subject)]
  const label = sourceLabel(source)
  async function* read(): AsyncGenerator<SwapiRecord<Resource>[]> {
    const firstRecords = new Set<string>()
    for await (const page of pages) {
      assertNewPage(page, firstRecords, label)
      for (let start = 0; start < page.records.length; start += RECORDS_AT_ONCE) {
        const records = page.records.slice(start, start + RECORDS_AT_ONCE)
        yield records.map((record) => parseRecord(resource, record, label))
        meter.count(name, collection, 0, records.length)
      }
      meter.count(name, collection, 1, 0)
    }
  }
  const written = await writeRecordsPart(datasetId, name, resource, read())
  return meter.finish(name, collection, written)
}

/**
 * Writes a list that is a whole collection into a part while it arrives, in batches of any size.
 * @throws SourceError when a record is invalid
 */
export async function saveList(
  { datasetId }: DownloadStep,
  { source, resource }: Pick<Batch, 'source' | 'resource'>,
  batches: AsyncIterable<unknown[]>,
  meter: Meter,
): Promise<Part> {
  const subject: Batch = { source, resource, batch: { first: 1, last: 1 }, ...WHOLE_ARRAY }
  const [name, collection] = [batchName(subject), describeCollection(source, resource, subject)]
  const label = sourceLabel(source)
  async function* read(): AsyncGenerator<SwapiRecord<Resource>[]> {
    for await (const records of batches) {
      yield records.map((record) => parseRecord(resource, record, label))
      meter.count(name, collection, 0, records.length)
    }
    meter.count(name, collection, 1, 0)
  }
  return meter.finish(name, collection, await writeRecordsPart(datasetId, name, resource, read()))
}

/** A source may return its last page for every page past its end, forever: the first repetition ends the read. */
function assertNewPage({ records: [first] }: ListPage, seen: Set<string>, label: string): void {
  const record = String((first as { url?: unknown; uid?: unknown } | undefined)?.url)
  if (first !== undefined && seen.has(record)) {
    throw new SourceError(
      `${label} returned the same page twice. Nothing was kept; try again, or choose another source.`,
      { retriable: false },
    )
  }
  seen.add(record)
}
