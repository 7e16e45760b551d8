/**
 * The durable download, as a list of steps. Each may run twice, in another process, or after a restart; only
 * the last one makes the dataset `ready`.
 */
import { z } from 'zod'
import { inngest } from '@/inngest/client'
import { createSteps } from '@/inngest/durable-step'
import { downloadCancelled, downloadRequested, readRequested } from '@/inngest/events'
import { STEP_CONCURRENCY } from '@/inngest/limits'
import { describeFailures, isSourceFailure, readFailure } from '@/inngest/step-errors'
import { assembleDataset } from '@/lib/datasets/assemble/assemble'
import { keepAssembled } from '@/lib/datasets/assemble/keep'
import { untilCancelled } from '@/lib/datasets/download/cancellation'
import { abandonSource, beginDownload, endDownload, publishDataset } from '@/lib/datasets/download/lifecycle'
import { groupIntoSteps, type PageBatch, planPageBatches } from '@/lib/datasets/download/plan'
import { readPageBatches } from '@/lib/datasets/download/reading/read-pages'
import { readReferences } from '@/lib/datasets/download/reading/read-references'
import { discoverSource } from '@/lib/datasets/download/reading/read-source'
import {
  assembledSchema,
  discoverySchema,
  type Part,
  type Collection,
  partSchema,
  referencesSchema,
} from '@/lib/datasets/download/step-results'
import { REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'
import type { SourceFailure } from '@/lib/datasets/model/dataset'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { BEGINS_WITHIN_MS } from '@/lib/datasets/signs/silence'
import { isEmbedded } from '@/lib/env'
import { despiteOutages } from '@/lib/db/outage'
import { sourceLabel } from '@/lib/format'
import { endIdleReaderThread } from '@/lib/swapi/thread/fetch-in-thread'

/** What the embedded runner does not support, or does anyway. */
const SERVER_OPTIONS = isEmbedded()
  ? {}
  : {
      // A run that has not begun by then finds its download ended: see lib/datasets/signs.
      timeouts: { start: `${BEGINS_WITHIN_MS / 1_000}s` as const },
    }

const REFERENCED = REFERENCE.refersTo

export const downloadDataset = inngest.createFunction(
  {
    id: 'download-dataset',
    triggers: [downloadRequested],
    retries: 4,
    cancelOn: [{ event: downloadCancelled, match: 'data.key' }],
    // Six steps of one download, as the embedded runner has it. That only one download of a source runs is ensured by
    // the database: a singleton would be cancelled when its event is sent again.
    concurrency: { limit: STEP_CONCURRENCY, key: 'event.data.key' },
    ...SERVER_OPTIONS,
    onFailure: async ({ event, error }) => {
      const { datasetId, attempt } = readRequested(event.data.event.data)
      await despiteOutages(() => endDownload({ datasetId, attempt }, readFailure(error)))
    },
  },
  async ({ event, step, attempt: retry }) => {
    const { datasetId, attempt, requestedSource } = readRequested(event.data)
    const current: DownloadStep = { datasetId, attempt, tryNumber: retry + 1 }
    const { durable, run } = createSteps(step, current)

    async function downloadFrom(source: string, isLastChance: boolean): Promise<void> {
      const from = sourceLabel(source)
      const discovery = await run(
        `ask ${from}`,
        'finding a source',
        discoverySchema,
        () => discoverSource(current, source),
        isLastChance,
      )
      const { own, referred } = discovery

      async function readPages(
        resource: typeof RESOURCE | typeof REFERENCED,
        collection: Collection,
        batches: PageBatch[],
      ): Promise<Part[]> {
        const read = (together: PageBatch[]): Promise<Part[]> =>
          run(
            `read ${resource.path} ${together[0]?.first}–${together.at(-1)?.last} from ${from}`,
            `reading ${resource.path}`,
            z.array(partSchema),
            () => readPageBatches(current, source, resource, together, collection),
          )
        return (await Promise.all(groupIntoSteps(batches).map(read))).flat()
      }

      const parts = [
        own.part,
        referred.part,
        ...(await readPages(RESOURCE, own, planPageBatches(own.pagesTotal))),
      ]
      const { plan, parts: references } = await run(
        `read ${REFERENCED.path} from ${from}`,
        `reading ${REFERENCED.path}`,
        referencesSchema,
        () => readReferences(current, source, discovery, parts),
      )
      parts.push(...references)
      if (plan.kind === 'pages' && references.length === 0)
        parts.push(...(await readPages(REFERENCED, referred, plan.batches)))
      const assembled = await run(`assemble from ${from}`, 'assembling', assembledSchema, () =>
        untilCancelled(current, async (signal) => {
          endIdleReaderThread()
          return keepAssembled(
            current,
            await assembleDataset(datasetId, source, discovery, plan, parts, signal),
          )
        }),
      )
      await durable('publish', z.null(), async () => {
        await publishDataset(current, assembled)
        return null
      })
    }

    const sources = await durable('start', z.array(z.string()), () => beginDownload(current, requestedSource))
    const failures: SourceFailure[] = []
    for (const [index, source] of sources.entries()) {
      const isLastChance = index === sources.length - 1
      try {
        return await downloadFrom(source, isLastChance)
      } catch (error) {
        if (!isSourceFailure(error)) throw error
        failures.push({ source, reason: error.message })
        // The last source's parts are kept: a retry may continue with them.
        if (isLastChance) break
        await run(`give up ${sourceLabel(source)}`, 'finding a source', z.null(), async () => {
          await abandonSource(current, failures)
          return null
        })
      }
    }
    throw describeFailures(failures)
  },
)
