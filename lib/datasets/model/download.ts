import type { Dataset, DownloadPhase } from '@/lib/datasets/model/dataset'
/** A download while it runs, and the sources it may use. Safe to import from client components. */

/** Identifies one run of a download step. */
export interface DownloadStep {
  datasetId: string
  /** Number of the attempt, from 1. Only steps of the current attempt may change anything. */
  attempt: number
  /** How many times this step has been tried, including this time. */
  tryNumber: number
}

/** The progress of a running download. */
export interface ProgressFacts {
  phase: DownloadPhase
  /** The source in use, or the requested one until then. */
  source: string
  pagesDone: number
  pagesTotal: number | null
  rowCount: number
  declaredCount: number | null
  requests: number
  retries: number
  elapsedMs: number
  /** Null while there is nothing to calculate it from. */
  rowsPerSecond: number | null
  /** Null while it is unknown. */
  msLeft: number | null
  /** What went wrong and is being retried; null when all is well. */
  problem: string | null
}

/** A download that has not ended, and its progress. */
export interface RunningDownload {
  dataset: Dataset
  progress: ProgressFacts
}

/** A request that a download sent. */
export interface LoggedRequest {
  /** When it was sent, in ISO 8601. */
  at: string
  url: string
  /** Null when there was no response. */
  status: number | null
  /** Until the response was read, or the request failed. */
  ms: number
  /** Size of the decoded body. */
  bytes: number
  /** How many times its step had been tried, including this time. */
  tryNumber: number
  /** The attempt of the download that sent it. */
  attempt: number
}

/** A source that the user can pick. */
export interface SourceChoice {
  /** The submitted value: a base URL, `archive`, or `auto`. */
  value: string
  /** The text shown: `swapi.info`, `Bundled archive`, `Automatic`. */
  label: string
  /** What it costs and how it responds; null when only its failure is known. */
  description: string | null
  /** The result of its last use; null when it was never used, or cannot fail. */
  last: SourceResult | null
}

/** A source to download from after another one failed. */
export interface OtherSource {
  /** The submitted value, as in `SourceChoice`. */
  value: string
  /** What its button says. */
  label: string
}

/** The result of the last use of a source. */
export interface SourceResult {
  at: Date
  /** Null when it served. */
  failure: string | null
}
