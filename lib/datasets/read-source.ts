/** What the steps of a download do with a source: find out what it has, and turn its pages into parts. */
import 'server-only'
import { Readable } from 'node:stream'
import { whileWanted } from '@/lib/datasets/cancellation'
import { updateProgress } from '@/lib/datasets/changes'
import { Meter } from '@/lib/datasets/meter'
import { findWholePart, forgetParts } from '@/lib/datasets/part-records'
import { partName, partsTable, writePlanetsPart } from '@/lib/datasets/parts'
import { listPages, planPlanets, type PageBatch, type PlanetPlan } from '@/lib/datasets/plan'
import { batchName, describeCollection, savePages } from '@/lib/datasets/save-pages'
import type { Collection, Discovery, Part } from '@/lib/datasets/step-results'
import type { Turn } from '@/lib/datasets/types'
import { readRowObjects } from '@/lib/duckdb'
import { env } from '@/lib/env'
import { SourceError } from '@/lib/errors'
import { formatCount, sourceLabel } from '@/lib/format'
import type { Planet } from '@/lib/swapi/schemas'
import type { ListPage } from '@/lib/swapi/shapes'
import { openSource, type Resource, type Source } from '@/lib/swapi/source'

/**
 * Asks a source for page 1 of people and planets at once, and keeps both as parts: nothing is fetched twice,
 * unless it is killed between that, the last thing it does, and the step's end. Parts of other collections are forgotten.
 * @throws SourceError
 */
export async function discoverSource(turn: Turn, source: string): Promise<Discovery> {
  return withSource(turn, source, async (reader, meter) => {
    // A refusal of one is the end of the other: a silent host would be waited for otherwise.
    const [people, planets] = await Promise.all([reader.readPage('people', 1), reader.readPage('planets', 1)])
    const known = [
      describeCollection(source, 'people', people),
      describeCollection(source, 'planets', planets),
    ]
    await forgetParts(turn.datasetId, known)
    await updateProgress(turn, {
      source,
      shape: people.shape,
      declaredCount: people.declaredCount,
      pagesTotal: people.pagesTotal + planets.pagesTotal,
    })
    const save = (resource: Resource, page: ListPage): Promise<Part> =>
      savePages(turn, { source, resource, batch: { first: 1, last: 1 }, ...page }, once(page), meter)
    return {
      people: { ...toCollection(people), part: await save('people', people) },
      planets: { ...toCollection(planets), part: await save('planets', planets) },
    }
  })
}

/**
 * Reads a batch of pages into a part, unless that was done before.
 * @throws SourceError also when the source declares another total than it did at first
 */
export async function readPageBatch(
  turn: Turn,
  source: string,
  resource: Resource,
  batch: PageBatch,
  expected: Collection,
): Promise<Part> {
  const subject = { source, resource, batch, ...expected }
  const collection = describeCollection(source, resource, expected)
  const pages = batch.last - batch.first + 1
  const whole = await findWholePart(turn.datasetId, { name: batchName(subject), collection, pages })
  if (whole) return whole
  return withSource(turn, source, (reader, meter) => {
    const answers = readInOrder(listPages(batch), async (page) => {
      const answer = await reader.readPage(resource, page)
      assertUnchanged(answer, expected, resource, source)
      return answer
    })
    return savePages(turn, subject, answers, meter)
  })
}

/** Finds the homeworlds that are still without a name, and how to read them with the fewest requests. */
export async function planRemainingPlanets(
  turn: Turn,
  { people: { pagesTotal }, planets }: Discovery,
  parts: Part[],
): Promise<PlanetPlan> {
  const { datasetId } = turn
  const rows = await readRowObjects(
    'work',
    `SELECT DISTINCT TRY_CAST(homeworld_id AS BIGINT) AS id FROM ${partsTable(datasetId, parts, 'people')}
     WHERE homeworld_id <> '' AND id NOT IN (SELECT id FROM ${partsTable(datasetId, parts, 'planets')}) ORDER BY id`,
  )
  const missing = rows.map(({ id }) => Number(id))
  const plan = planPlanets(missing, planets.pagesTotal)
  const planned = plan.kind === 'single' ? plan.ids.length : plan.batches.flatMap(listPages).length
  await updateProgress(turn, { pagesTotal: pagesTotal + 1 + planned })
  return plan
}

/**
 * Reads planets one by one into a part, unless that was done before. One that the source does not know is left out:
 * its people keep an empty homeworld.
 */
export async function readSinglePlanets(
  turn: Turn,
  source: string,
  ids: number[],
  expected: Collection,
): Promise<Part> {
  const collection = describeCollection(source, 'planets', expected)
  const name = partName('planets', 2, `${collection} ${ids.join()}`)
  const whole = await findWholePart(turn.datasetId, { name, collection, pages: ids.length })
  if (whole) return whole
  return withSource(turn, source, async (reader, meter) => {
    const planets = readInOrder(ids, (id) => readPlanetIfKnown(reader, id))
    async function* known(): AsyncGenerator<Planet[]> {
      for await (const found of planets) {
        yield found
        meter.count(name, collection, 1, found.length)
      }
    }
    const { sha256 } = await writePlanetsPart(turn.datasetId, name, known())
    return meter.finish(name, collection, sha256)
  })
}

/** The planet, or none where the source has none. A list, because a stream takes no null. */
async function readPlanetIfKnown(reader: Source, id: number): Promise<Planet[]> {
  try {
    return [await reader.readPlanet(id)]
  } catch (error) {
    if (error instanceof SourceError && (error.status === 404 || error.status === 410)) return []
    throw error
  }
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

function toCollection({ shape, declaredCount, pagesTotal }: ListPage): Collection {
  return { shape, declaredCount, pagesTotal }
}

/** Reads a source for as long as the download is wanted; however that ends, every request sent is counted. */
function withSource<T>(
  turn: Turn,
  source: string,
  task: (reader: Source, meter: Meter) => Promise<T>,
): Promise<T> {
  return whileWanted(turn, async (signal) => {
    const meter = new Meter(turn)
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
