/** How schedules ran last, as far as their datasets know: they are what changes while a download runs. */
import 'server-only'
import { findLoss } from '@/lib/datasets/history/loss'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { listDatasetsById } from '@/lib/datasets/store'
import { formatQuantity, sourceLabel } from '@/lib/format'
import type { ScheduleModel } from '@/lib/generated/sqlite/models'
import { ARCHIVE } from '@/lib/swapi/sources'
import type { ScheduleResult } from '@/lib/schedules/model/schedule'

type Run = Pick<ScheduleModel, 'lastAt' | 'lastDatasetId' | 'lastProblem' | 'lossPercent'>

/** The last result of each; null for those that have not run. */
export async function readResults(runs: Run[]): Promise<(ScheduleResult | null)[]> {
  const ids = runs.flatMap(({ lastDatasetId }) => lastDatasetId ?? [])
  const datasets = new Map((await listDatasetsById(ids)).map((dataset) => [dataset.id, dataset]))
  return Promise.all(runs.map((run) => readResult(run, datasets.get(run.lastDatasetId ?? ''))))
}

async function readResult(run: Run, dataset: Dataset | undefined): Promise<ScheduleResult | null> {
  const { lastAt: at, lastProblem, lossPercent } = run
  if (at === null) return null
  const none = { at, datasetId: null, loss: null }
  if (lastProblem !== null) return { ...none, status: 'refused', sentence: lastProblem }
  if (!dataset) return { ...none, status: 'deleted', sentence: 'Its dataset has been deleted.' }
  const loss = await findLoss(dataset, lossPercent)
  return { at, datasetId: dataset.id, status: dataset.status, sentence: describe(dataset), loss }
}

function describe({ status, rowCount, source, error }: Dataset): string {
  switch (status) {
    case 'ready':
      return `${formatQuantity(rowCount, RESOURCE.subject)} from ${nameSource(source ?? '')}.`
    case 'unchanged':
      return `Nothing has changed: the same ${formatQuantity(rowCount, RESOURCE.subject)} from ${nameSource(source ?? '')}.`
    case 'failed':
      return error ?? 'The download failed.'
    case 'cancelled':
      return 'The download was cancelled.'
    default:
      return 'Downloading now.'
  }
}

function nameSource(source: string): string {
  return source === ARCHIVE ? 'the bundled archive' : sourceLabel(source)
}
