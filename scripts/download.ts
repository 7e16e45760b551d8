/** `npm run download [-- --source URL|archive|auto] [--keep-unchanged]`: a download without a browser. */
import './check-settings'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startDownload } from '@/inngest/downloads'
import { startHolocron } from '@/inngest/start'
import { describePublished } from '@/lib/datasets/published'
import { requireDataset } from '@/lib/datasets/store'
import { isRunning, type Dataset } from '@/lib/datasets/model/dataset'
import { closeDb } from '@/lib/db/client'
import { AppError, userMessage } from '@/lib/errors'
import { formatCount, formatDateTime, formatDuration, sourceLabel } from '@/lib/format'
import { storage } from '@/lib/storage'
import { AUTO } from '@/lib/swapi/sources'

const POLL_MS = 100
const BAR_WIDTH = 24

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof AppError)) console.error(error)
  console.error(userMessage(error))
  return 1
})

async function main(): Promise<number> {
  const { source, keepUnchanged } = readOptions()
  const stop = await startHolocron()
  try {
    const { dataset, joined } = await startDownload(source, { keepUnchanged })
    if (joined) console.error('A download of this source is already running; waiting for it.')
    return await report(await waitFor(dataset))
  } finally {
    await stop()
    await closeDb()
  }
}

/** @throws AppError `invalid` for unknown arguments */
function readOptions(): { source: string; keepUnchanged: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        source: { type: 'string', default: AUTO },
        'keep-unchanged': { type: 'boolean', default: false },
      },
    })
    return { source: values.source, keepUnchanged: values['keep-unchanged'] }
  } catch (cause) {
    const usage = 'Usage: npm run download [-- --source URL|archive|auto] [--keep-unchanged]'
    throw new AppError('invalid', `${cause instanceof Error ? cause.message : ''}\n${usage}`, { cause })
  }
}

async function waitFor(started: Dataset): Promise<Dataset> {
  let dataset = started
  while (isRunning(dataset.status)) {
    showProgress(dataset)
    await sleep(POLL_MS)
    dataset = await requireDataset(dataset.id)
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  return dataset
}

/** The CSV's path, or where it is in the bucket, is the last line, and the only one on standard output. */
async function report(dataset: Dataset): Promise<number> {
  for (const { reason } of dataset.sourceFailures) console.error(`Source skipped: ${reason}`)
  if (dataset.status === 'unchanged') return reportUnchanged(dataset)
  if (dataset.status !== 'ready') {
    console.error(`No dataset: ${dataset.error ?? 'the download was cancelled.'}`)
    return 1
  }
  for (const warning of dataset.warnings) console.error(`Note: ${warning}`)
  const took = (dataset.finishedAt?.getTime() ?? 0) - dataset.createdAt.getTime()
  console.error(
    `${formatCount(dataset.rowCount)} people from ${sourceLabel(dataset.source ?? '')}, complete, in ${formatDuration(took)}.`,
  )
  console.log(storage.locate(describePublished(dataset, 'csv')))
  return 0
}

/** The path is that of the dataset it equals: its rows are those that were asked for. */
async function reportUnchanged({ sameAs, source, rowCount }: Dataset): Promise<number> {
  const equal = await requireDataset(sameAs ?? '')
  console.error(
    `Nothing has changed since ${formatDateTime(equal.finishedAt ?? equal.createdAt)}: ` +
      `the same ${formatCount(rowCount)} people from ${sourceLabel(source ?? '')}.`,
  )
  console.log(storage.locate(describePublished(equal, 'csv')))
  return 0
}

/** Rewrites one line; prints nothing when the output is not a terminal. */
function showProgress({ phase, pagesDone, pagesTotal, rowCount }: Dataset): void {
  if (!process.stderr.isTTY) return
  const share = pagesTotal ? pagesDone / pagesTotal : 0
  const bar = '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░')
  const pages = pagesTotal ? ` ${formatCount(pagesDone)}/${formatCount(pagesTotal)} pages,` : ''
  process.stderr.write(`\r\x1b[K${bar} ${phase}:${pages} ${formatCount(rowCount)} people`)
}
