/** Dataset metadata: the database's rows on one side, the house's `Dataset` on the other. */
import 'server-only'
import { z } from 'zod'
import { csvName } from '@/lib/datasets/file-names'
import type { Dataset, DatasetStatus, DownloadPhase, SourceFailure } from '@/lib/datasets/types'
import { DATASET_STATUSES, isRunning } from '@/lib/datasets/types'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { DatasetModel, DatasetPartModel } from '@/lib/generated/sqlite/models'
import { isDatasetId } from '@/lib/storage'
import type { Slice } from '@/lib/search-params'

type Row = Omit<DatasetModel, 'activeKey'> & { parts: DatasetPartModel[] }

const AS_ROW = { include: { parts: true }, omit: { activeKey: true } } as const

const statusSchema = z.enum(DATASET_STATUSES)

const RUNNING: DatasetStatus[] = ['queued', 'downloading']

/** Datasets of every status, newest first. */
export async function listDatasets({
  limit,
  offset,
}: Slice): Promise<{ datasets: Dataset[]; total: number; hasMore: boolean }> {
  const [rows, total] = await Promise.all([
    db().dataset.findMany({
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      skip: offset,
      ...AS_ROW,
    }),
    db().dataset.count(),
  ])
  return { datasets: rows.map(toDataset), total, hasMore: offset + rows.length < total }
}

/** One dataset, or null when the id is unknown or not an id at all. */
export async function getDataset(id: string): Promise<Dataset | null> {
  if (!isDatasetId(id)) return null
  const row = await db().dataset.findUnique({ where: { id }, ...AS_ROW })
  return row && toDataset(row)
}

/** @throws AppError `not_found` */
export async function requireDataset(id: string): Promise<Dataset> {
  const dataset = await getDataset(id)
  if (!dataset) throw new AppError('not_found', 'There is no such dataset.')
  return dataset
}

/** Only the status of a dataset, for the many times that nothing else matters. */
export async function getStatus(id: string): Promise<DatasetStatus | null> {
  const row = await db().dataset.findUnique({ where: { id }, select: { status: true } })
  return row && statusSchema.parse(row.status)
}

/** The running download of a requested source, or null. */
export async function getRunningDataset(requestedSource: string): Promise<Dataset | null> {
  const row = await db().dataset.findUnique({
    where: { activeKey: requestedSource },
    ...AS_ROW,
  })
  return row && toDataset(row)
}

/** @throws a unique violation when a download of this source is already running */
export async function createDataset(id: string, requestedSource: string): Promise<Dataset> {
  const row = await db().dataset.create({
    data: { id, requestedSource, activeKey: requestedSource, fileName: csvName(id) },
    ...AS_ROW,
  })
  return toDataset(row)
}

/** What a running download may say about itself. */
export interface DatasetProgress {
  phase?: DownloadPhase
  source?: string | null
  declaredCount?: number | null
  pagesTotal?: number | null
  sourceFailures?: SourceFailure[]
  /** Added to what was counted before. */
  requests?: number
  retries?: number
}

/** Writes progress; false when the download is no longer running (cancelled, failed, deleted). */
export async function updateProgress(id: string, progress: DatasetProgress): Promise<boolean> {
  const { sourceFailures, requests, retries, ...rest } = progress
  const { count } = await db().dataset.updateMany({
    where: { id, status: { in: RUNNING } },
    data: {
      ...rest,
      ...(sourceFailures && { sourceFailures: JSON.stringify(sourceFailures) }),
      ...(requests && { requests: { increment: requests } }),
      ...(retries && { retries: { increment: retries } }),
    },
  })
  return count > 0
}

export async function markStarted(id: string): Promise<boolean> {
  const { count } = await db().dataset.updateMany({
    where: { id, status: 'queued' },
    data: { status: 'downloading', phase: 'finding a source', startedAt: new Date() },
  })
  return count > 0
}

/** Numbers are absolute: a part that is written again replaces its progress. */
export async function recordPart(
  datasetId: string,
  name: string,
  pages: number,
  rows: number,
): Promise<void> {
  await db().datasetPart.upsert({
    where: { datasetId_name: { datasetId, name } },
    create: { datasetId, name, pages, rows },
    update: { pages, rows },
  })
}

/** Forgets the parts of a source that is being given up, or of a finished download. */
export async function forgetParts(datasetId: string): Promise<void> {
  await db().datasetPart.deleteMany({ where: { datasetId } })
}

export interface ReadyFacts {
  rowCount: number
  planetCount: number
  byteSize: number
  sha256: string
  warnings: string[]
}

/** The one commit point of a download: its files are on disk, and from here on it is `ready`. */
export async function markReady(id: string, { byteSize, warnings, ...facts }: ReadyFacts): Promise<boolean> {
  const { count } = await db().dataset.updateMany({
    where: { id, status: 'downloading' },
    data: {
      ...facts,
      byteSize: BigInt(byteSize),
      warnings: JSON.stringify(warnings),
      status: 'ready',
      activeKey: null,
      finishedAt: new Date(),
    },
  })
  return count > 0
}

/** Ends a running download without a dataset; false when it had ended already. */
export async function markEnded(
  id: string,
  status: 'failed' | 'cancelled',
  error: string | null,
): Promise<boolean> {
  const { count } = await db().dataset.updateMany({
    where: { id, status: { in: RUNNING } },
    data: { status, error, activeKey: null, finishedAt: new Date() },
  })
  return count > 0
}

/** Downloads that were asked for and have not begun. */
export async function listQueued(): Promise<Dataset[]> {
  const rows = await db().dataset.findMany({ where: { status: 'queued' }, ...AS_ROW })
  return rows.map(toDataset)
}

/** Ids whose files may stay: ready datasets, and running downloads. */
export async function listLiveIds(): Promise<string[]> {
  const rows = await db().dataset.findMany({
    where: { status: { in: [...RUNNING, 'ready'] } },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

function toDataset({ parts, byteSize, ...row }: Row): Dataset {
  const status = statusSchema.parse(row.status)
  const people = parts.filter((part) => part.name.startsWith('people-'))
  return {
    ...row,
    resource: 'people',
    status,
    phase: row.phase as DownloadPhase,
    rowCount: isRunning(status) ? sum(people, 'rows') : row.rowCount,
    byteSize: byteSize === null ? null : Number(byteSize),
    pagesDone: isRunning(status) ? sum(parts, 'pages') : (row.pagesTotal ?? 0),
    warnings: z.array(z.string()).parse(JSON.parse(row.warnings)),
    sourceFailures: z
      .array(z.object({ source: z.string(), reason: z.string() }))
      .parse(JSON.parse(row.sourceFailures)),
  }
}

function sum(parts: DatasetPartModel[], field: 'rows' | 'pages'): number {
  return parts.reduce((total, part) => total + part[field], 0)
}
