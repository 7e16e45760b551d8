/** What a trial may ask of a Holocron: what a person does, what the steps of a download do, and the oracle. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelDownload, retryDownload, startDownload } from '@/inngest/downloads'
import { assembleDataset } from '@/lib/datasets/assemble'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import { publishDataset } from '@/lib/datasets/lifecycle'
import { discoverSource, planRemainingPlanets, readPageBatch } from '@/lib/datasets/read-source'
import { deleteDataset } from '@/lib/datasets/request'
import { readRows } from '@/lib/datasets/rows'
import { getDataset, getTurn, listDatasets, requireDataset } from '@/lib/datasets/store'
import { isRunning, type Dataset, type Turn } from '@/lib/datasets/types'
import { verifyDatasets } from '@/lib/datasets/verify'
import type { Finding } from '@/lib/datasets/verify/finding'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { createDatasetId } from '@/lib/storage'

/** What a trial wants to know of a dataset. */
export interface Facts {
  id: string
  status: Dataset['status']
  error: string | null
  attempt: number
  rowCount: number | null
  fileName: string
  finishedAt: string | null
}

/** Takes what the question says; both ends are of one program, so it is not parsed. */
type Command = (input: never) => Promise<unknown>

const POLL_MS = 25
const SETTLES_WITHIN_MS = 5_000
/** By then the oracle takes nothing for somebody’s work any more. In milliseconds. */
const LATER_MS = 61_000

const toFacts = ({ id, status, error, attempt, rowCount, fileName, finishedAt }: Dataset): Facts => ({
  ...{ id, status, error, attempt, rowCount, fileName },
  finishedAt: finishedAt?.toISOString() ?? null,
})

/** What nobody has removed after a while: a dataset is ready a moment before its parts are gone. */
async function findLasting(): Promise<Finding[]> {
  for (const deadline = performance.now() + SETTLES_WITHIN_MS; ; await sleep(POLL_MS)) {
    const leftovers = await findLeftovers(Date.now() + LATER_MS)
    if (leftovers.length === 0 || performance.now() > deadline) return leftovers
  }
}

/** By name. Inputs and results travel as JSON. */
export const commands: Record<string, Command> = {
  download: async (source: string) => {
    const { dataset, joined } = await startDownload(source)
    return { id: dataset.id, joined }
  },
  wait: async (id: string) => {
    for (;;) {
      const turn = await getTurn(id)
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
  now: () => Promise.resolve(Date.now()),

  begin: async (source: string): Promise<Turn> => {
    const turn = { datasetId: createDatasetId(), attempt: 1, tryNumber: 1 }
    await createDataset(turn.datasetId, source)
    await markStarted(turn)
    return turn
  },
  ask: ([turn, source]: [Turn, string]) => discoverSource(turn, source),
  read: (input: Parameters<typeof readPageBatch>) => readPageBatch(...input),
  plan: (input: Parameters<typeof planRemainingPlanets>) => planRemainingPlanets(...input),
  assemble: (input: Parameters<typeof assembleDataset>) => assembleDataset(...input),
  publish: (input: Parameters<typeof publishDataset>) => publishDataset(...input),
}
