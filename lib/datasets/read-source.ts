/** What the steps of a download do with a source: find out what it has, and turn its pages into parts. */
import 'server-only'
import { Readable } from 'node:stream'
import { Meter } from '@/lib/datasets/meter'
import { partName, partsTable, writePeoplePart, writePlanetsPart } from '@/lib/datasets/parts'
import { listPages, planPlanets, type PageBatch, type PlanetPlan } from '@/lib/datasets/plan'
import { updateProgress } from '@/lib/datasets/store'
import { readRowObjects } from '@/lib/duckdb'
import { env } from '@/lib/env'
import { SourceError } from '@/lib/errors'
import { formatCount, sourceLabel } from '@/lib/format'
import { parsePerson, parsePlanet, type Planet } from '@/lib/swapi/schemas'
import type { ListPage, Shape } from '@/lib/swapi/shapes'
import { openSource, type Resource, type Source } from '@/lib/swapi/source'

/** Of a page that holds a whole collection, so that other work gets its turn in between. */
const RECORDS_AT_ONCE = 500

/** What the first answers of a source say about a collection. */
export interface Collection {
  shape: Shape
  declaredCount: number | null
  pagesTotal: number
}

export type Discovery = Record<Resource, Collection>

/**
 * Asks a source for page 1 of people and planets at once, and keeps both as parts: nothing is fetched twice.
 * @throws SourceError
 */
export async function discoverSource(datasetId: string, source: string): Promise<Discovery> {
  return withMeter(datasetId, async (meter) => {
    const reader = openSource(source, meter.countRequest)
    // Both are waited for even if one fails: a request under way is counted before the step ends.
    const answers = await Promise.allSettled([reader.readPage('people', 1), reader.readPage('planets', 1)])
    const [people, planets] = answers.map(valueOrThrow) as [ListPage, ListPage]
    await savePages(datasetId, source, 'people', 1, once(people), meter)
    await savePages(datasetId, source, 'planets', 1, once(planets), meter)
    await updateProgress(datasetId, {
      source,
      declaredCount: people.declaredCount,
      pagesTotal: people.pagesTotal + planets.pagesTotal,
    })
    return { people: toCollection(people), planets: toCollection(planets) }
  })
}

/**
 * Reads a batch of pages into one part. Returns how many records it holds.
 * @throws SourceError also when the source declares another total than it did at first
 */
export async function readPageBatch(
  datasetId: string,
  source: string,
  resource: Resource,
  batch: PageBatch,
  expected: Collection,
): Promise<number> {
  return withMeter(datasetId, (meter) => {
    const reader = openSource(source, meter.countRequest)
    const pages = readInOrder(listPages(batch), async (page) => {
      const answer = await reader.readPage(resource, page)
      assertUnchanged(answer, expected, resource, source)
      return answer
    })
    return savePages(datasetId, source, resource, batch.first, pages, meter)
  })
}

/** Finds the homeworlds that are still without a name, and how to read them with the fewest requests. */
export async function planRemainingPlanets(
  datasetId: string,
  { people: { pagesTotal }, planets }: Discovery,
): Promise<PlanetPlan> {
  const [people, known] = await Promise.all([
    partsTable(datasetId, 'people'),
    partsTable(datasetId, 'planets'),
  ])
  const rows = await readRowObjects(
    'work',
    `SELECT DISTINCT TRY_CAST(homeworld_id AS BIGINT) AS id FROM ${people}
     WHERE homeworld_id <> '' AND id NOT IN (SELECT id FROM ${known}) ORDER BY id`,
  )
  const missing = rows.map(({ id }) => Number(id))
  const plan = planPlanets(missing, planets.pagesTotal)
  const planned = plan.kind === 'single' ? plan.ids.length : plan.batches.flatMap(listPages).length
  await updateProgress(datasetId, { pagesTotal: pagesTotal + 1 + planned })
  return plan
}

/** Reads planets one by one into a part. One that the source does not know is left out: its people keep an empty homeworld. */
export async function readSinglePlanets(datasetId: string, source: string, ids: number[]): Promise<number> {
  return withMeter(datasetId, async (meter) => {
    const reader = openSource(source, meter.countRequest)
    const part = partName('planets', 2)
    const planets = readInOrder(ids, (id) => readPlanetIfKnown(reader, id))
    async function* known(): AsyncGenerator<Planet[]> {
      for await (const planet of planets) {
        const found = planet ? [planet] : []
        yield found
        meter.count(part, 1, found.length)
      }
    }
    await writePlanetsPart(datasetId, part, known())
    return meter.rows(part)
  })
}

async function readPlanetIfKnown(reader: Source, id: number): Promise<Planet | null> {
  try {
    return await reader.readPlanet(id)
  } catch (error) {
    if (error instanceof SourceError && error.status === 404) return null
    throw error
  }
}

async function savePages(
  datasetId: string,
  source: string,
  resource: Resource,
  first: number,
  pages: AsyncIterable<ListPage>,
  meter: Meter,
): Promise<number> {
  const part = partName(resource, first)
  const label = sourceLabel(source)
  async function* read<T>(parse: (record: unknown, label: string) => T): AsyncGenerator<T[]> {
    const firstRecords = new Set<string>()
    for await (const page of pages) {
      assertNewPage(page, firstRecords, label)
      for (let start = 0; start < page.records.length; start += RECORDS_AT_ONCE) {
        const records = page.records.slice(start, start + RECORDS_AT_ONCE)
        yield records.map((record) => parse(record, label))
        meter.count(part, 0, records.length)
      }
      meter.count(part, 1, 0)
    }
  }
  await (resource === 'people'
    ? writePeoplePart(datasetId, part, read(parsePerson))
    : writePlanetsPart(datasetId, part, read(parsePlanet)))
  return meter.rows(part)
}

/** Asks for several at once, keeps their order, and stops asking when one fails. */
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
      ? `${sourceLabel(source)} changed while it was read: it declared ${before} ${resource}, then ${after}. Try again.`
      : `${sourceLabel(source)} changed the shape of its answers while it was read. Try again.`,
    { retriable: false },
  )
}

/** A source may answer any page past its end with its last one, for ever: the first repetition ends it. */
function assertNewPage({ records: [first] }: ListPage, seen: Set<string>, label: string): void {
  const record = JSON.stringify(first)
  if (first !== undefined && seen.has(record)) {
    throw new SourceError(
      `${label} gave the same page twice. Nothing was kept; try again, or choose another source.`,
      {
        retriable: false,
      },
    )
  }
  seen.add(record)
}

function toCollection({ shape, declaredCount, pagesTotal }: ListPage): Collection {
  return { shape, declaredCount, pagesTotal }
}

async function withMeter<T>(datasetId: string, task: (meter: Meter) => Promise<T>): Promise<T> {
  const meter = new Meter(datasetId)
  try {
    return await task(meter)
  } finally {
    await meter.close()
  }
}

function valueOrThrow<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

async function* once<T>(item: T): AsyncGenerator<T> {
  yield await Promise.resolve(item)
}
