/** Does the storage hold what the database says, and nothing else? The rules are in docs/verify.md. */
import 'server-only'
import { isElsewhere } from '@/lib/datasets/elsewhere'
import { getDataset } from '@/lib/datasets/store'
import { isDamage, verifyDatabase } from '@/lib/datasets/verify/database'
import { verifyContent, verifyFiles } from '@/lib/datasets/verify/dataset'
import type { Finding } from '@/lib/datasets/verify/finding'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { findUnknown } from '@/lib/datasets/verify/unknown'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import { log } from '@/lib/log'

const MB = 1_000_000

/** The sha256 of CSVs up to this size is checked even when nothing else is read. In bytes. */
const QUICKLY_HASHED = 5 * MB

export interface VerifyRequest {
  /** Only these datasets, and nothing else; otherwise all datasets, the rest of the storage and the database. */
  ids?: string[] | undefined
  /** Reads every value; otherwise checks only that the files exist, their sizes, and the sha256 of small ones. */
  deep: boolean
  /** Additional checks: the downloads' runs, which lib does not know. */
  findMore?: () => Promise<Finding[]>
  /** Called after each dataset. */
  onChecked?: (checked: CheckedDataset) => void
}

export interface CheckedDataset {
  id: string
  /** How many of `total` have been checked, including this one. */
  done: number
  total: number
  findings: Finding[]
}

export interface Verification {
  /** Number of datasets checked. */
  checked: number
  findings: Finding[]
}

/** Verifies the ready datasets, newest first. Changes nothing, and can run while the app does. */
export async function verifyDatasets({
  ids,
  deep,
  findMore,
  onChecked,
}: VerifyRequest): Promise<Verification> {
  const findings = ids ? [] : await verifyDatabase()
  const ready = await listReadyIds(ids).catch((error: unknown) => {
    if (findings.length > 0 && isDamage(error)) return null
    throw error
  })
  // If the database cannot be read, there is nothing to compare the files with.
  if (ready === null) return { checked: 0, findings }
  if (!ids)
    findings.push(...((await findMore?.()) ?? []), ...(await findLeftovers()), ...(await findUnknown(deep)))
  for (const [index, id] of ready.entries()) {
    const found = await verifyDataset(id, deep)
    findings.push(...found)
    onChecked?.({ id, done: index + 1, total: ready.length, findings: found })
  }
  return { checked: ready.length, findings }
}

/**
 * A quick check of the newest datasets when the app starts: problems are logged as warnings. Never throws; need not
 * be awaited.
 */
export async function verifySample(count = 5): Promise<Finding[]> {
  try {
    const findings: Finding[] = []
    for (const id of await listReadyIds(undefined, count)) {
      const found = await verifyDataset(id, false)
      // Receipts for datasets of older versions are being written at this moment, and the dashboard says the rest.
      findings.push(...found.filter(({ code, repair }) => repair !== 'write receipt' && code !== 'elsewhere'))
    }
    for (const { code, datasetId, message } of findings) log.warn({ rule: code, datasetId }, message)
    return findings
  } catch (error) {
    log.warn({ err: error }, 'the newest datasets could not be verified')
    return []
  }
}

/** A dataset that is deleted meanwhile has no findings. */
async function verifyDataset(id: string, deep: boolean): Promise<Finding[]> {
  const dataset = await getDataset(id)
  if (dataset?.status !== 'ready') return []
  const findings = await (deep ? verifyContent(dataset) : verifyFiles(dataset, QUICKLY_HASHED))
  if (findings.length === 0) return []
  if (await isElsewhere(id)) return [describeElsewhere(id)]
  return (await getDataset(id))?.status === 'ready' ? findings : []
}

function describeElsewhere(id: string): Finding {
  const message = `Dataset ${id}: its files are in a storage that is not visible here. Run npm run verify where it is.`
  return { code: 'elsewhere', datasetId: id, message, repair: null }
}

async function listReadyIds(ids: string[] | undefined, count?: number): Promise<string[]> {
  const rows = await db().dataset.findMany({
    where: { status: 'ready', ...VISIBLE, ...(ids && { id: { in: ids } }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
    ...(count !== undefined && { take: count }),
  })
  return rows.map(({ id }) => id)
}
