/** The words that pages, components and the server share. Safe to import from client components. */

/** The columns of every people dataset, in the order of the CSV. */
export const DATASET_COLUMNS = [
  'name',
  'height',
  'mass',
  'hair_color',
  'skin_color',
  'eye_color',
  'birth_year',
  'gender',
  'homeworld',
  'date',
] as const

export type DatasetColumn = (typeof DATASET_COLUMNS)[number]

/** One row as it stands in the CSV: every value is text, an empty string where SWAPI has none. */
export type DatasetRow = Record<DatasetColumn, string>

export const DATASET_STATUSES = ['queued', 'downloading', 'ready', 'failed', 'cancelled'] as const

/** `ready` means proved complete; nothing partial ever carries it. */
export type DatasetStatus = (typeof DATASET_STATUSES)[number]

/** The phases of a running download, in the order a person sees them. */
export type DownloadPhase =
  'waiting' | 'finding a source' | 'reading people' | 'reading planets' | 'assembling'

/** A download as its steps know it. */
export interface Turn {
  datasetId: string
  /** Which attempt at it this is, from 1. Only the steps of the present attempt may change anything. */
  attempt: number
  /** How often this step has been tried, this time included. */
  tryNumber: number
}

/** SWAPI's editions answer a list whole, as an array or in an envelope, or in pages. */
export const SOURCE_SHAPES = ['array', 'expanded', 'paged'] as const
export type SourceShape = (typeof SOURCE_SHAPES)[number]

/** Why a source was passed over, as a sentence for a person. */
export interface SourceFailure {
  source: string
  reason: string
}

/** A dataset's metadata, running or finished. Counters grow while it is `downloading`. */
export interface Dataset {
  id: string
  resource: 'people'
  /** Name of the CSV, also offered to the browser: `people-20261122-203057-k3f9x.csv`. */
  fileName: string
  status: DatasetStatus
  phase: DownloadPhase
  /** The source the person picked, or `auto`. */
  requestedSource: string
  /** The source that served it; null until one did. */
  source: string | null
  /** How the source answers; null until it did. */
  shape: SourceShape | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  /** Rows of the CSV once ready; rows read so far while downloading. */
  rowCount: number
  /** People the source said it has; null for sources that declare none. */
  declaredCount: number | null
  /** Planets that were read to name homeworlds. */
  planetCount: number
  /** Size of the CSV in bytes; null until ready. */
  byteSize: number | null
  sha256: string | null
  /** Of the Parquet companion; null for datasets of versions that did not keep it. */
  parquetSha256: string | null
  /** HTTP requests sent, every attempt counted. */
  requests: number
  /** Attempts beyond the first. */
  retries: number
  pagesDone: number
  /** Null until the source has said how many there are. */
  pagesTotal: number | null
  /** Sentences for a person: what is unusual about this dataset. */
  warnings: string[]
  /** Sources that were tried before the one that served. */
  sourceFailures: SourceFailure[]
  /** Why it failed, as a sentence for a person; null otherwise. */
  error: string | null
  /** The last passing failure of a running download, which is being tried again; null when all is well. */
  problem: string | null
  /** 1 at first, one more with each retry. */
  attempt: number
  /** The attempts before this one, oldest first. */
  pastAttempts: PastAttempt[]
}

/** An attempt that ended without a dataset and was followed by another. */
export interface PastAttempt {
  number: number
  status: 'failed' | 'cancelled'
  startedAt: Date | null
  finishedAt: Date | null
  source: string | null
  error: string | null
  sourceFailures: SourceFailure[]
}

/** How far a running download has come. */
export interface ProgressFacts {
  phase: DownloadPhase
  /** The source that serves, or the one that was asked for. */
  source: string
  pagesDone: number
  pagesTotal: number | null
  rowCount: number
  declaredCount: number | null
  requests: number
  retries: number
  elapsedMs: number
  /** Null while there is nothing to tell it from. */
  rowsPerSecond: number | null
  /** Null while nobody can say. */
  msLeft: number | null
  /** What went wrong and is being tried again; null when all is well. */
  problem: string | null
}

/** A download that has not ended, and how far it has come. */
export interface RunningDownload {
  dataset: Dataset
  progress: ProgressFacts
}

/** A request that a download sent. */
export interface LoggedRequest {
  /** When it was sent, in ISO 8601. */
  at: string
  url: string
  /** Null when no answer came. */
  status: number | null
  /** Until its answer had been read, or failed. */
  ms: number
  /** Of the body, decoded. */
  bytes: number
  /** How often its step had been tried, this time included. */
  tryNumber: number
  /** Which attempt at the download sent it. */
  attempt: number
}

export interface RowsPage {
  rows: DatasetRow[]
  /** The place of each row in the dataset, from 1, whatever the view's order. It never changes. */
  numbers: number[]
  /** Rows that the view selects. */
  total: number
  hasMore: boolean
}

export interface ValueCount {
  /** One value per counted column, in the order of `columns`. */
  values: string[]
  count: number
  /** Part of the rows that are selected, 0…1. */
  share: number
}

/** Counts of value combinations over all rows that a view selects, in the view's order. */
export interface CountsPage {
  columns: DatasetColumn[]
  counts: ValueCount[]
  totalGroups: number
  totalRows: number
  hasMore: boolean
}

/** A value of a column, and how many of the selected rows have it. */
export interface ValueTotal {
  value: string
  total: number
}

/** One side of a pivot. */
export interface PivotSide {
  column: DatasetColumn
  /** The most frequent values; those that are equally frequent by the value. */
  shown: ValueTotal[]
  /** How many values there are, those that are not shown included. */
  distinct: number
}

/** How often the values of two columns come together, over all rows that a view selects. */
export interface Pivot {
  down: PivotSide
  across: PivotSide
  /** A row for each value shown of `down`, in it a number for each value shown of `across`. */
  cells: number[][]
  totalRows: number
}

/** A source as the person may pick it. */
export interface SourceChoice {
  /** What is sent back: a base URL, `archive`, or `auto`. */
  value: string
  /** What is shown: `swapi.info`, `Bundled archive`, `Automatic`. */
  label: string
  /** What it costs and how it answers, as far as it is known. */
  description: string
  /** How it went the last time it was asked; null when it never was, or cannot fail. */
  last: SourceAnswer | null
}

/** What came of asking a source for the last time. */
export interface SourceAnswer {
  at: Date
  /** Null when it served. */
  failure: string | null
}

/** The result of a form's action: a sentence to show, or nothing. */
export interface ActionState {
  ok: boolean
  message: string
}

export function isRunning(status: DatasetStatus): boolean {
  return status === 'queued' || status === 'downloading'
}
