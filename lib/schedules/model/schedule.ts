/** A repeated download. Safe to import from client components. */
import type { DatasetStatus } from '@/lib/datasets/model/dataset'
import type { RowLoss } from '@/lib/datasets/model/history'

/** What a schedule downloads, and when. */
export interface SchedulePlan {
  /** A base URL, `archive`, or `auto`. */
  source: string
  /** A cron expression of five fields, in the time of `zone`. */
  cron: string
  /** An IANA time zone. */
  zone: string
  /** A loss of more than this share of rows is marked, in percent. */
  lossPercent: number
}

export interface Schedule extends SchedulePlan {
  id: string
  /** When it runs, in words: "every day at 06:00, Europe/Berlin" */
  words: string
  createdAt: Date
  paused: boolean
  /** The next three times; empty while it is paused. */
  next: Date[]
  /** Null until it has run. */
  last: ScheduleResult | null
}

/** How a run of a schedule ended, or is going. */
export interface ScheduleResult {
  at: Date
  /** Null when no download could be started, or its dataset has been deleted. */
  datasetId: string | null
  status: DatasetStatus | 'deleted' | 'refused'
  /** The same for people. */
  sentence: string
  /** Set when the dataset has far fewer rows than the one before it from the same source. */
  loss: RowLoss | null
}
