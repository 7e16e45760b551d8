/**
 * The durable download. Read it as the list of its steps: each may run twice, in another process, or after a restart,
 * and only the last one makes the dataset `ready`.
 */
import { inngest } from '@/inngest/client'
import { downloadCancelled, downloadRequested } from '@/inngest/events'
import {
  describeFailures,
  isSourceFailure,
  logFailure,
  readFailure,
  toStepError,
} from '@/inngest/step-errors'
import { assembleDataset } from '@/lib/datasets/assemble'
import {
  abandonSource,
  beginDownload,
  beginStep,
  endDownload,
  endStep,
  publishDataset,
} from '@/lib/datasets/lifecycle'
import { planPageBatches } from '@/lib/datasets/plan'
import {
  discoverSource,
  planRemainingPlanets,
  readPageBatch,
  readSinglePlanets,
} from '@/lib/datasets/read-source'
import type { DownloadPhase, SourceFailure } from '@/lib/datasets/types'
import { sourceLabel } from '@/lib/format'

export const downloadDataset = inngest.createFunction(
  {
    id: 'download-dataset',
    triggers: [downloadRequested],
    retries: 4,
    cancelOn: [{ event: downloadCancelled, match: 'data.datasetId' }],
    onFailure: async ({ event, error }) => {
      const { datasetId } = downloadRequested.schema.parse(event.data.event.data)
      await endDownload(datasetId, readFailure(error))
    },
  },
  async ({ event, step, attempt }) => {
    const { datasetId, requestedSource } = downloadRequested.schema.parse(event.data)

    /** One durable step. Work is not begun for a download that is no longer wanted. */
    function run<T>(name: string, phase: DownloadPhase, work: () => Promise<T>, mayRetry = true): Promise<T> {
      return step.run(name, async () => {
        try {
          await beginStep(datasetId, phase, attempt)
          return await work()
        } catch (error) {
          logFailure(error, { datasetId, step: name, attempt })
          throw toStepError(error, mayRetry)
        } finally {
          await endStep(datasetId)
        }
      }) as Promise<T>
    }

    async function downloadFrom(source: string, isLastChance: boolean): Promise<void> {
      const from = sourceLabel(source)
      const discovery = await run(
        `ask ${from}`,
        'finding a source',
        () => discoverSource(datasetId, source),
        isLastChance,
      )
      const readPages = (
        resource: 'people' | 'planets',
        batches = planPageBatches(discovery[resource].pagesTotal),
      ) =>
        Promise.all(
          batches.map((batch) =>
            run(`read ${resource} ${batch.first}–${batch.last} from ${from}`, `reading ${resource}`, () =>
              readPageBatch(datasetId, source, resource, batch, discovery[resource]),
            ),
          ),
        )

      await readPages('people')
      const plan = await run(`plan planets of ${from}`, 'reading planets', () =>
        planRemainingPlanets(datasetId, discovery),
      )
      if (plan.kind === 'pages') await readPages('planets', plan.batches)
      else {
        await run(`read ${plan.ids.length} planets from ${from}`, 'reading planets', () =>
          readSinglePlanets(datasetId, source, plan.ids),
        )
      }
      const facts = await run(`assemble from ${from}`, 'assembling', () =>
        assembleDataset(datasetId, source, discovery, plan),
      )
      await run('publish', 'assembling', () => publishDataset(datasetId, facts))
    }

    const sources = await run('start', 'finding a source', () => beginDownload(datasetId, requestedSource))
    const failures: SourceFailure[] = []
    for (const [index, source] of sources.entries()) {
      try {
        return await downloadFrom(source, index === sources.length - 1)
      } catch (error) {
        if (!isSourceFailure(error)) throw error
        failures.push({ source, reason: error.message })
        await run(`give up ${sourceLabel(source)}`, 'finding a source', () =>
          abandonSource(datasetId, failures),
        )
      }
    }
    throw describeFailures(failures)
  },
)
