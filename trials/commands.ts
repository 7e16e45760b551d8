/** The commands of a Holocron under trial: what users do, what the steps of a download do, and the oracle. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelDownload, retryDownload, startDownload } from '@/inngest/downloads'
import { createDatasetId } from '@/lib/dataset-id'
import { assembleDataset } from '@/lib/datasets/assemble/assemble'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { publishDataset } from '@/lib/datasets/download/lifecycle'
import { readPageBatches } from '@/lib/datasets/download/reading/read-pages'
import { readReferences } from '@/lib/datasets/download/reading/read-references'
import { discoverSource } from '@/lib/datasets/download/reading/read-source'
import { type Dataset, isRunning } from '@/lib/datasets/model/dataset'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { readRows } from '@/lib/datasets/query/rows'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { sweepBucket } from '@/lib/datasets/recovery/sweep-bucket'
import { getDataset, getDownloadState, listDatasets, requireDataset } from '@/lib/datasets/store'
import type { Finding } from '@/lib/datasets/verify/finding'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'

/** What a trial needs to know about a dataset. */
export interface Facts {
  id: string
  status: Dataset['status']
  error: string | null
  attempt: number
  rowCount: number | null
  fileName: string
  finishedAt: string | null
}

/** Takes the question's input, which is not parsed: both ends belong to the same program. */
type Command = (input: never) => Promise<unknown>

const POLL_MS = 25
const SWEPT_AFTER_MS = 25 * 60 * 60_000
const SETTLES_WITHIN_MS = 5_000
/** After this time the oracle no longer takes a file for work in progress. In milliseconds. */
const LATER_MS = 61_000

const toFacts = ({ id, status, error, attempt, rowCount, fileName, finishedAt }: Dataset): Facts => ({
  ...{ id, status, error, attempt, rowCount, fileName },
  finishedAt: finishedAt?.toISOString() ?? null,
})

/** Leftovers that remain after a while: a dataset is ready a moment before its parts are removed. */
async function findLasting(): Promise<Finding[]> {
  for (const deadline = performance.now() + SETTLES_WITHIN_MS; ; await sleep(POLL_MS)) {
    const leftovers = await findLeftovers(Date.now() + LATER_MS)
    if (leftovers.length === 0 || performance.now() > deadline) return leftovers
  }
}

/** By name. Inputs and results travel as JSON. */
export const commands: Record<string, Command> = {
  download: async (source: string) => {
    const { dataset, joined } = await startDownload(source, { keepUnchanged: true })
    return { id: dataset.id, joined }
  },
  wait: async (id: string) => {
    for (;;) {
      const turn = await getDownloadState(id)
      if (turn === null || !isRunning(turn.status)) return toFacts(await requireDataset(id))
      await sleep(POLL_MS)
    }
  },
  facts: async (id: string) => {
    const dataset = await getDataset(id)
    return dataset && toFacts(dataset)
  },
  list: async () => (await listDatasets({ limit: 1_000, offset: 0 })).datasets.map(toFacts),
  cancel: async (id: string) => toFacts(await cancelDownload(id)),
  retry: async (id: string) => toFacts(await retryDownload(id)),
  delete: (id: string) => deleteDataset(id),
  rows: async (id: string) =>
    (await readRows(await requireDataset(id), { limit: 50, offset: 0 })).rows.length,
  verify: async () => {
    const lasting = await findLasting()
    const { checked, findings } = await verifyDatasets({ deep: true })
    return { checked, findings: [...lasting, ...findings].map(({ message }) => message) }
  },
  hashes: async (id: string) => {
    const { sha256, parquetSha256 } = await requireDataset(id)
    return { csv: sha256, parquet: parquetSha256 }
  },
  keys: async () =>
    (await listDatasets({ limit: 1_000, offset: 0 })).datasets.flatMap(({ objects }) =>
      objects ? [objects.csv.key, objects.parquet.key] : [],
    ),
  /** Everything that a day would let go. */
  sweep: async () => {
    const later = new Date(Date.now() + SWEPT_AFTER_MS)
    await sweepRemains(later)
    return sweepBucket(later)
  },
  now: () => Promise.resolve(Date.now()),

  begin: async (source: string): Promise<DownloadStep> => {
    const turn = { datasetId: createDatasetId(), attempt: 1, tryNumber: 1 }
    await createDataset(turn.datasetId, source, { keepUnchanged: true })
    await markStarted(turn)
    return turn
  },
  ask: ([turn, source]: [DownloadStep, string]) => discoverSource(turn, source),
  read: (input: Parameters<typeof readPageBatches>) => readPageBatches(...input),
  refer: (input: Parameters<typeof readReferences>) => readReferences(...input),
  assemble: (input: Parameters<typeof assembleDataset>) => assembleDataset(...input),
  publish: (input: Parameters<typeof publishDataset>) => publishDataset(...input),
}
