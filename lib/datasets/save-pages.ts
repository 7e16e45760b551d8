/** How pages of a source become a part, and what such a part is called. */
import 'server-only'
import type { Meter } from '@/lib/datasets/meter'
import { partName, writePeoplePart, writePlanetsPart } from '@/lib/datasets/parts'
import type { PageBatch } from '@/lib/datasets/plan'
import type { Collection, Part } from '@/lib/datasets/step-results'
import type { Turn } from '@/lib/datasets/types'
import { SourceError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { parsePerson, parsePlanet } from '@/lib/swapi/schemas'
import type { ListPage } from '@/lib/swapi/shapes'
import type { Resource } from '@/lib/swapi/source'

/** Of a page that holds a whole collection, so that other work gets its turn in between. */
const RECORDS_AT_ONCE = 500

/** Pages of a collection, and what the collection is. */
export interface Batch extends Collection {
  source: string
  resource: Resource
  batch: PageBatch
}

/** A collection in words that change when it does. */
export function describeCollection(
  source: string,
  resource: Resource,
  { shape, declaredCount, pagesTotal }: Collection,
): string {
  return `${source} ${resource} ${shape} ${declaredCount} ${pagesTotal}`
}

export function batchName({ source, resource, batch, ...collection }: Batch): string {
  return partName(
    resource,
    batch.first,
    `${describeCollection(source, resource, collection)} ${batch.first}-${batch.last}`,
  )
}

/**
 * Writes pages into a part as they come.
 * @throws SourceError when a record is none, or a page comes twice
 */
export async function savePages(
  { datasetId }: Turn,
  subject: Batch,
  pages: AsyncIterable<ListPage>,
  meter: Meter,
): Promise<Part> {
  const { source, resource } = subject
  const [name, collection] = [batchName(subject), describeCollection(source, resource, subject)]
  const label = sourceLabel(source)
  async function* read<T>(parse: (record: unknown, label: string) => T): AsyncGenerator<T[]> {
    const firstRecords = new Set<string>()
    for await (const page of pages) {
      assertNewPage(page, firstRecords, label)
      for (let start = 0; start < page.records.length; start += RECORDS_AT_ONCE) {
        const records = page.records.slice(start, start + RECORDS_AT_ONCE)
        yield records.map((record) => parse(record, label))
        meter.count(name, collection, 0, records.length)
      }
      meter.count(name, collection, 1, 0)
    }
  }
  const { sha256 } = await (resource === 'people'
    ? writePeoplePart(datasetId, name, read(parsePerson))
    : writePlanetsPart(datasetId, name, read(parsePlanet)))
  return meter.finish(name, collection, sha256)
}

/** A source may answer any page past its end with its last one, for ever: the first repetition ends it. */
function assertNewPage({ records: [first] }: ListPage, seen: Set<string>, label: string): void {
  const record = String((first as { url?: unknown; uid?: unknown } | undefined)?.url)
  if (first !== undefined && seen.has(record)) {
    throw new SourceError(
      `${label} gave the same page twice. Nothing was kept; try again, or choose another source.`,
      { retriable: false },
    )
  }
  seen.add(record)
}
