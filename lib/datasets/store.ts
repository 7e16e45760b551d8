/** Reads dataset metadata, converting database rows to our own `Dataset`. */
import 'server-only'
import { z } from 'zod'
import { isDatasetId } from '@/lib/dataset-id'
import { describeSilence } from '@/lib/datasets/signs/silence'
import { noSuchDataset } from '@/lib/datasets/keeping/deletion'
import {
  countDatasets,
  countPlaces,
  listIds,
  listOldest,
  listPlaces,
  type Totals,
} from '@/lib/datasets/list/list-sql'
import type { DatasetsQuery } from '@/lib/datasets/list/terms'
import { RESOURCE } from '@/lib/datasets/model/columns'
import {
  type Checks,
  type Dataset,
  DATASET_STATUSES,
  type DatasetStatus,
  type DownloadPhase,
  isRunning,
  PAST_STATUSES,
  type PastAttempt,
  SOURCE_SHAPES,
} from '@/lib/datasets/model/dataset'
import { parseObjects } from '@/lib/datasets/objects'
import type { Slice } from '@/lib/datasets/model/view'
import { VISIBLE } from '@/lib/datasets/visible'
import { db, type Transaction } from '@/lib/db/client'
import { KeptReads } from '@/lib/db/kept-reads'
import type { DatasetAttemptModel, DatasetModel, DatasetPartModel } from '@/lib/generated/sqlite/models'

type Row = Omit<DatasetModel, 'activeKey' | 'labelKey' | 'keepUnchanged' | 'deletedBy' | 'storageMark'> & {
  parts: Pick<DatasetPartModel, 'name' | 'pages' | 'rows'>[]
  pastAttempts: DatasetAttemptModel[]
}

/** What `toDataset` needs of a dataset. */
export const AS_ROW = {
  include: {
    parts: { select: { name: true, pages: true, rows: true } },
    pastAttempts: { orderBy: { number: 'asc' } },
  },
  omit: { activeKey: true, labelKey: true, keepUnchanged: true, deletedBy: true, storageMark: true },
} as const

const statusSchema = z.enum(DATASET_STATUSES)
const sourceFailuresSchema = z.array(z.object({ source: z.string(), reason: z.string() }))

export const RUNNING: DatasetStatus[] = ['queued', 'downloading']

/** How long a retry may use what a failed download has read: the source may change. In milliseconds. */
export const PARTS_KEPT_MS = 60 * 60_000

/** A page of datasets, and how many there are in total. */
export interface DatasetsPage {
  datasets: Dataset[]
  total: number
  hasMore: boolean
}

/** Datasets of every status that the query selects; folded, without unchanged downloads of others in the list. */
export async function listDatasets({
  limit,
  offset,
  folded = false,
  ...query
}: Slice & DatasetsQuery & { folded?: boolean }): Promise<DatasetsPage> {
  const folding = folded ? 'checks' : 'none'
  const [ids, total] = await Promise.all([
    listIds(query, folding, { limit, offset }),
    countDatasets(query, folding),
  ])
  const found = await mapById(ids)
  const datasets = ids.flatMap((id) => found.get(id) ?? [])
  return { datasets, total, hasMore: offset + ids.length < total }
}

/** A page of the list in which consecutive datasets with identical bytes are one entry. */
export type EntriesQuery = Slice & DatasetsQuery & { unfold: string | null }

export interface EntriesPage {
  entries: DatasetEntry[]
  totals: Totals
  hasMore: boolean
}

/** A dataset and those that repeat it. */
export interface DatasetEntry {
  dataset: Dataset
  /** The last of those with the same bytes that are folded into it; null when it stands for itself. */
  last: Dataset | null
  /** How many datasets it is. */
  size: number
  /** Where it is in the whole list, from 1, counting datasets. */
  position: number
  /** The downloads that found it unchanged; null if there are none. */
  checks: Checks | null
}

/** The same with twins folded, except those with the bytes of the dataset `unfold`. */
export async function listEntries({ limit, offset, unfold, ...query }: EntriesQuery): Promise<EntriesPage> {
  const counting = countPlaces(query, { unfold })
  const [places, totals] = await Promise.all([
    listPlaces(query, { unfold }, { limit, offset }, async () => (await counting).datasets),
    counting,
  ])
  const found = await mapById(places.flatMap(({ id, lastId }) => [id, lastId]))
  const entries = places.flatMap(({ id, lastId, size, position, times, lastAt }) => {
    const dataset = found.get(id)
    const last = size === 1 ? null : (found.get(lastId) ?? null)
    const checks = lastAt === null ? null : { times, lastAt }
    return dataset === undefined ? [] : { dataset, last, size, position, checks }
  })
  return { entries, totals, hasMore: offset + places.length < totals.entries }
}

async function mapById(ids: string[]): Promise<Map<string, Dataset>> {
  return new Map((await listDatasetsById(ids)).map((dataset) => [dataset.id, dataset]))
}

/** Maps datasets to the oldest ready one with an identical CSV, by hash, unless they are it themselves. */
export async function findTwins(datasets: Dataset[]): Promise<Map<string, string>> {
  const hashes = new Set(datasets.flatMap(({ sha256 }) => sha256 ?? []))
  const rows = await listOldest([...hashes])
  const oldest = new Map(rows.map(({ id, sha256 }) => [sha256, id]))
  const twins = datasets.map(({ id, sha256 }): [string, string] => [id, oldest.get(sha256 ?? '') ?? id])
  return new Map(twins.filter(([id, twin]) => id !== twin))
}

/** Ready datasets, as they are while nobody writes. Others change with time: a silent download is said to be silent. */
const kept = new KeptReads<Dataset | null>(1_000, (dataset) => dataset?.status === 'ready')

/**
 * One dataset, or null when it was deleted, or the id is unknown or not an id at all. Callers share it and must not modify
 * it.
 */
export async function getDataset(id: string): Promise<Dataset | null> {
  if (!isDatasetId(id)) return null
  return kept.get(id, async () => {
    const row = await db().dataset.findUnique({ where: { id, ...VISIBLE }, ...AS_ROW })
    return row && Object.freeze(toDataset(row))
  })
}

/** @throws AppError `not_found` */
export async function requireDataset(id: string): Promise<Dataset> {
  const dataset = await getDataset(id)
  if (!dataset) throw await noSuchDataset(id)
  return dataset
}

/** The state of a download, deleted ones included, for the many callers that need nothing else. */
export async function getDownloadState(
  id: string,
): Promise<{ status: DatasetStatus; attempt: number; problem: string | null } | null> {
  const row = await db().dataset.findUnique({
    where: { id },
    select: { status: true, attempt: true, problem: true },
  })
  return row && { ...row, status: statusSchema.parse(row.status) }
}

/** The running download of a requested source, or null. */
export async function getRunningDataset(
  requestedSource: string,
  client: Transaction = db(),
): Promise<Dataset | null> {
  const row = await client.dataset.findUnique({
    where: { activeKey: requestedSource },
    ...AS_ROW,
  })
  return row && toDataset(row)
}

/** The newest dataset that can be read, or null. */
export async function getNewestReady(): Promise<Dataset | null> {
  const row = await db().dataset.findFirst({
    where: { status: 'ready', ...VISIBLE },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...AS_ROW,
  })
  return row && toDataset(row)
}

/** Those of these datasets that exist, in no particular order. */
export async function listDatasetsById(ids: string[]): Promise<Dataset[]> {
  if (ids.length === 0) return []
  const rows = await db().dataset.findMany({ where: { id: { in: ids }, ...VISIBLE }, ...AS_ROW })
  return rows.map(toDataset)
}

/** Downloads that have not ended, oldest first: only they have a key, whose index SQLite uses unless told to sort. */
export async function listRunningDatasets(): Promise<Dataset[]> {
  const rows = await db().dataset.findMany({
    where: { activeKey: { not: null }, status: { in: RUNNING } },
    ...AS_ROW,
  })
  return rows.map(toDataset).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
}

export function toDataset(row: Row): Dataset {
  const { parts, pastAttempts, byteSize, pinnedAt, requestedAt, aliveUntil, objects, ...rest } = row
  const status = statusSchema.parse(row.status)
  const own = parts.filter((part) => part.name.startsWith(`${RESOURCE.path}-`))
  return {
    ...rest,
    resource: RESOURCE.path,
    status,
    phase: row.phase as DownloadPhase,
    shape: z.enum(SOURCE_SHAPES).nullable().parse(row.shape),
    rowCount: isRunning(status) ? sum(own, 'rows') : row.rowCount,
    byteSize: byteSize === null ? null : Number(byteSize),
    contentHash: status === 'unchanged' ? row.contentHash : null,
    ...(objects !== null && { objects: parseObjects(objects) }),
    pinned: pinnedAt !== null,
    pagesDone: isRunning(status) ? sum(parts, 'pages') : (row.pagesTotal ?? 0),
    problem: row.problem ?? describeSilence({ ...row, status }),
    warnings: z.array(z.string()).parse(JSON.parse(row.warnings)),
    sourceFailures: sourceFailuresSchema.parse(JSON.parse(row.sourceFailures)),
    pastAttempts: pastAttempts.map(toPastAttempt),
  }
}

function toPastAttempt(row: DatasetAttemptModel): PastAttempt {
  const { number, startedAt, finishedAt, source, error } = row
  return {
    ...{ number, startedAt, finishedAt, source, error },
    status: z.enum(PAST_STATUSES).parse(row.status),
    sourceFailures: sourceFailuresSchema.parse(JSON.parse(row.sourceFailures)),
  }
}

function sum(parts: Row['parts'], field: 'rows' | 'pages'): number {
  return parts.reduce((total, part) => total + part[field], 0)
}
