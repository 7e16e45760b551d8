/**
 * The requests a download sent, stored in chunks of compressed lines: a million people take 100,000 requests, and a
 * database row for each would take a hundred times the space.
 */
import 'server-only'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import type { AttemptKey } from '@/lib/datasets/changes'
import type { LoggedRequest } from '@/lib/datasets/model/download'
import type { Slice } from '@/lib/datasets/model/view'
import { requireDataset } from '@/lib/datasets/store'
import { db, transact, type Transaction } from '@/lib/db/client'

/** A request without its attempt, which is stored once per chunk. */
type Line = Omit<LoggedRequest, 'attempt'>

const lineSchema: z.ZodType<Line> = z.object({
  at: z.iso.datetime(),
  url: z.string(),
  status: z.number().nullable(),
  ms: z.number(),
  bytes: z.number(),
  tryNumber: z.number(),
})

/**
 * Adds requests to a download's list and to its count, both or neither. Ignored once the dataset is deleted, ready or
 * unchanged: a process that was suspended for longer than its lease may report late, and its receipt is already written.
 */
export async function logRequests(step: AttemptKey, requests: Line[]): Promise<void> {
  const packed = await packRequests(requests)
  await transact((transaction) => storeRequests(step, packed, transaction))
}

export interface PackedRequests {
  count: number
  lines: Uint8Array<ArrayBuffer>
}

/** Compresses requests, before a transaction that stores them begins. */
export async function packRequests(requests: Line[]): Promise<PackedRequests> {
  const lines = await promisify(gzip)(requests.map((request) => JSON.stringify(request)).join('\n'))
  return { count: requests.length, lines: new Uint8Array(lines) }
}

/** As `logRequests`, within a transaction. */
export async function storeRequests(
  { datasetId, attempt }: AttemptKey,
  { count, lines }: PackedRequests,
  transaction: Transaction,
): Promise<void> {
  const dataset = await transaction.dataset.updateMany({
    where: { id: datasetId, status: { notIn: ['ready', 'unchanged'] } },
    data: { requests: { increment: count } },
  })
  if (dataset.count === 0) return
  await transaction.datasetRequests.create({ data: { datasetId, attempt, count, lines } })
}

export interface RequestsPage {
  /** In the order in which they ended. */
  requests: LoggedRequest[]
  total: number
  hasMore: boolean
}

/**
 * A slice of the requests a download sent, over all its attempts.
 * @throws AppError `not_found`
 */
export async function listRequests(id: string, { limit, offset }: Slice): Promise<RequestsPage> {
  await requireDataset(id)
  const index = await db().datasetRequests.findMany({
    where: { datasetId: id },
    select: { id: true, count: true },
    orderBy: { id: 'asc' },
  })
  const wanted: number[] = []
  let total = 0
  let skipped = 0
  for (const chunk of index) {
    if (total + chunk.count <= offset) skipped += chunk.count
    else if (total < offset + limit) wanted.push(chunk.id)
    total += chunk.count
  }
  const chunks = await db().datasetRequests.findMany({
    where: { id: { in: wanted } },
    orderBy: { id: 'asc' },
  })
  const requests = (await Promise.all(chunks.map(readChunk)))
    .flat()
    .slice(offset - skipped, offset - skipped + limit)
  return { requests, total, hasMore: offset + requests.length < total }
}

async function readChunk({
  attempt,
  lines,
}: {
  attempt: number
  lines: Uint8Array
}): Promise<LoggedRequest[]> {
  const text = (await promisify(gunzip)(lines)).toString('utf8')
  return text.split('\n').map((line) => ({ ...lineSchema.parse(JSON.parse(line)), attempt }))
}
