/** Reads the records that those of a dataset refer to, beyond the first page: with the fewest requests. */
import 'server-only'
import { updateProgress } from '@/lib/datasets/changes'
import { findWholeParts } from '@/lib/datasets/download/part-records'
import {
  ensureParts,
  partName,
  partsTable,
  referenceColumn,
  writeRecordsPart,
} from '@/lib/datasets/download/parts'
import { groupIntoSteps, listPages, planReferences, type ReferencePlan } from '@/lib/datasets/download/plan'
import { readPageBatches } from '@/lib/datasets/download/reading/read-pages'
import { describeCollection } from '@/lib/datasets/download/reading/save-pages'
import { readInOrder, withSource } from '@/lib/datasets/download/reading/with-source'
import type { Collection, Discovery, Part, References } from '@/lib/datasets/download/step-results'
import { REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { readRowObjects } from '@/lib/duckdb/lanes'
import { SourceError } from '@/lib/errors'
import type { SwapiRecord } from '@/lib/swapi/records/schemas'
import type { Source } from '@/lib/swapi/source'

type Referenced = SwapiRecord<(typeof REFERENCE)['refersTo']>

/**
 * Plans how to read the references that still have no name, and reads them, unless they are so many pages that they take
 * steps of their own.
 * @throws SourceError
 */
export async function readReferences(
  step: DownloadStep,
  source: string,
  discovery: Discovery,
  parts: Part[],
): Promise<References> {
  const { referred } = discovery
  const plan = await planRemainingReferences(step, discovery, parts)
  if (plan.kind === 'single')
    return { plan, parts: [await readSingleReferences(step, source, plan.ids, referred)] }
  const [batches = [], ...more] = groupIntoSteps(plan.batches)
  if (batches.length === 0 || more.length > 0) return { plan, parts: [] }
  return { plan, parts: await readPageBatches(step, source, REFERENCE.refersTo, batches, referred) }
}

/** Finds the references that still have no name, and plans how to read them with the fewest requests. */
async function planRemainingReferences(
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
async function readSingleReferences(
  step: DownloadStep,
  source: string,
  ids: number[],
  expected: Collection,
): Promise<Part> {
  const collection = describeCollection(source, REFERENCE.refersTo, expected)
  const name = partName(REFERENCE.refersTo, 2, `${collection} ${ids.join()}`)
  const whole = (await findWholeParts(step.datasetId, [{ name, collection, pages: ids.length }])).get(name)
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
