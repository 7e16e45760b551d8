/** Does the storage hold what the database says, and nothing else? The nine rules are in docs/verify.md. */
import 'server-only'
import { getDataset } from '@/lib/datasets/store'
import { findAbandoned } from '@/lib/datasets/verify/abandoned'
import { isDamage, verifyDatabase } from '@/lib/datasets/verify/database'
import { verifyContent, verifyFiles } from '@/lib/datasets/verify/dataset'
import type { Finding } from '@/lib/datasets/verify/finding'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { findUnknown } from '@/lib/datasets/verify/unknown'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

const MB = 1_000_000

/** Of CSVs up to this size the sha256 is looked at even when nothing else is read. In bytes. */
const QUICKLY_HASHED = 5 * MB

export interface VerifyRequest {
  /** Only these datasets, and nothing but them; all of them, the rest of the storage and the database otherwise. */
  ids?: string[] | undefined
  /** Reads every value; otherwise only whether the files are there, their sizes, and the sha256 of small ones. */
  deep: boolean
  /** Told after each dataset. */
  onChecked?: (checked: CheckedDataset) => void
}

export interface CheckedDataset {
  id: string
  /** How many have been checked, this one included, of how many. */
  done: number
  total: number
  findings: Finding[]
}

export interface Verification {
  /** Datasets that were looked into. */
  checked: number
  findings: Finding[]
}

/** Looks into the ready datasets, newest first. Changes nothing, and works while the app runs. */
export async function verifyDatasets({ ids, deep, onChecked }: VerifyRequest): Promise<Verification> {
  const findings = ids ? [] : await verifyDatabase()
  const ready = await listReadyIds(ids).catch((error: unknown) => {
    if (findings.length > 0 && isDamage(error)) return null
    throw error
  })
  // With a database that cannot be read there is nothing to compare the files with.
  if (ready === null) return { checked: 0, findings }
  if (!ids)
    findings.push(...(await findAbandoned()), ...(await findLeftovers()), ...(await findUnknown(deep)))
  for (const [index, id] of ready.entries()) {
    const found = await verifyDataset(id, deep)
    findings.push(...found)
    onChecked?.({ id, done: index + 1, total: ready.length, findings: found })
  }
  return { checked: ready.length, findings }
}

/**
 * A quick look at the newest datasets, for the start of the app: what is wrong goes to the log as a warning. Never
 * fails; not to be waited for.
 */
export async function verifySample(count = 5): Promise<Finding[]> {
  try {
    const findings: Finding[] = []
    for (const id of await listReadyIds(undefined, count)) {
      const found = await verifyDataset(id, false)
      // Receipts of datasets of older versions are being written at this moment.
      findings.push(...found.filter(({ repair }) => repair !== 'write receipt'))
    }
    for (const { code, datasetId, message } of findings) log.warn({ rule: code, datasetId }, message)
    return findings
  } catch (error) {
    log.warn({ err: error }, 'the newest datasets could not be verified')
    return []
  }
}

/** A dataset that is deleted meanwhile has nothing wrong with it. */
async function verifyDataset(id: string, deep: boolean): Promise<Finding[]> {
  const dataset = await getDataset(id)
  if (dataset?.status !== 'ready') return []
  const findings = await (deep ? verifyContent(dataset) : verifyFiles(dataset, QUICKLY_HASHED))
  if (findings.length === 0) return []
  return (await getDataset(id))?.status === 'ready' ? findings : []
}

async function listReadyIds(ids: string[] | undefined, count?: number): Promise<string[]> {
  const rows = await db().dataset.findMany({
    where: { status: 'ready', ...(ids && { id: { in: ids } }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
    ...(count !== undefined && { take: count }),
  })
  return rows.map(({ id }) => id)
}
