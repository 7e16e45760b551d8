/** Types shared by pages, components and the server. Safe to import from client components. */
import { REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'

export const DATASET_STATUSES = [
  'queued',
  'downloading',
  'ready',
  'unchanged',
  'failed',
  'cancelled',
] as const

/**
 * `ready` means proved complete; no partial dataset ever has this status. `unchanged` means proved complete as well, but
 * without files of its own: its rows say the same as those of a dataset that was ready.
 */
export type DatasetStatus = (typeof DATASET_STATUSES)[number]

/** The phases of a running download, in the order they are shown. */
export const DOWNLOAD_PHASES = [
  'waiting',
  'finding a source',
  `reading ${RESOURCE.path}`,
  `reading ${REFERENCE.refersTo.path}`,
  'assembling',
] as const

export type DownloadPhase = (typeof DOWNLOAD_PHASES)[number]

/** Editions of SWAPI return a list whole, either as an array or in an envelope, or in pages. */
export const SOURCE_SHAPES = ['array', 'expanded', 'paged'] as const
export type SourceShape = (typeof SOURCE_SHAPES)[number]

/** Why a source was skipped, as a message for the user. */
export interface SourceFailure {
  source: string
  reason: string
}

/** A file in a bucket: lib/storage/storage.ts. */
interface StoredObject {
  key: string
  /** In bytes. */
  byteSize: number
  sha256: string
}

/** The files of a dataset in a bucket. */
export interface DatasetObjects {
  csv: StoredObject
  parquet: StoredObject
}

/** Metadata of a dataset, whether running or finished. Counters grow while it is `downloading`. */
export interface Dataset {
  id: string
  resource: (typeof RESOURCE)['path']
  /** Name of the CSV, also when a browser saves it: `people-20261122-203057-k3f9x.csv`. */
  fileName: string
  status: DatasetStatus
  phase: DownloadPhase
  /** The source the user picked, or `auto`. */
  requestedSource: string
  /** The source that served it; null until one has. */
  source: string | null
  /** How the source returns lists; null until that is known. */
  shape: SourceShape | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  /** Rows of the CSV once ready; rows read so far while downloading. */
  rowCount: number
  /** Number of people that the source declared; null if it declared none. */
  declaredCount: number | null
  /** Planets read to resolve homeworld names. */
  planetCount: number
  /** Size of the CSV in bytes; null until ready. */
  byteSize: number | null
  sha256: string | null
  /** Of the Parquet file; null for datasets made by versions that did not record it. */
  parquetSha256: string | null
  /** Where its files are in a bucket; none for files in a folder, and until ready. Never sent to clients. */
  objects?: DatasetObjects | null
  /** Of what the rows of an unchanged download say, apart from volatile columns; null for all others, which have files. */
  contentHash: string | null
  /** The dataset that an unchanged download equals, which may have been deleted since; null for all others. */
  sameAs: string | null
  /** HTTP requests sent, including retries. */
  requests: number
  /** How many times a step was retried. */
  retries: number
  pagesDone: number
  /** Null until the source has reported how many there are. */
  pagesTotal: number | null
  /** Messages for the user: what is unusual about this dataset. */
  warnings: string[]
  /** Sources that were tried without success. */
  sourceFailures: SourceFailure[]
  /** Why it failed, as a message for the user; null otherwise. */
  error: string | null
  /** The latest transient failure of a running download, now being retried; null when all is well. */
  problem: string | null
  /** 1 at first, incremented by each retry. */
  attempt: number
  /** What people call it; null for one without a name of its own. */
  label: string | null
  /** What people wrote about it; null for nothing. */
  note: string | null
  /** Kept by retention rules, whatever they say. */
  pinned: boolean
  /** When it was deleted; null for all that people see. */
  deletedAt: Date | null
  /** The attempts before this one, oldest first. */
  pastAttempts: PastAttempt[]
}

/** The downloads that found a dataset unchanged. */
export interface Checks {
  times: number
  lastAt: Date
}

/** How an attempt may have ended that was followed by another. */
export const PAST_STATUSES = ['failed', 'cancelled', 'unchanged'] as const

/** An attempt that ended without a dataset and was followed by another. */
export interface PastAttempt {
  number: number
  status: (typeof PAST_STATUSES)[number]
  startedAt: Date | null
  finishedAt: Date | null
  source: string | null
  error: string | null
  sourceFailures: SourceFailure[]
}

/** True for a download whose records are proved complete, whether or not they became a dataset of its own. */
export function isProved(status: DatasetStatus): boolean {
  return status === 'ready' || status === 'unchanged'
}

export function isRunning(status: DatasetStatus): boolean {
  return status === 'queued' || status === 'downloading'
}
