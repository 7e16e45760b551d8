/**
 * What pages send to the browser, in as few words as it needs: a dataset without what only servers ask, rows without the
 * names of columns in each, a profile without zeros. Safe to import from client components.
 */
import type { RowsPage } from '@/lib/datasets/model/answers'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type {
  ColumnProfile,
  DatasetProfile,
  HistogramBin,
  MissingCounts,
  NumericProfile,
} from '@/lib/datasets/model/profile'

/** What the head of a dataset's pages shows, and what search engines are told. */
const SENT_FIELDS = [
  'id',
  'fileName',
  'status',
  'source',
  'createdAt',
  'startedAt',
  'finishedAt',
  'rowCount',
  'declaredCount',
  'planetCount',
  'byteSize',
  'sha256',
  'requests',
  'retries',
  'warnings',
  'label',
  'note',
  'pinned',
] as const satisfies (keyof Dataset)[]

export type SentDataset = Pick<Dataset, (typeof SENT_FIELDS)[number]>

export function packDataset(dataset: Dataset): SentDataset {
  return Object.fromEntries(SENT_FIELDS.map((field) => [field, dataset[field]])) as unknown as SentDataset
}

export interface SentRows extends Omit<RowsPage, 'rows'> {
  /** The values of each row, in the order of the dataset's columns. */
  rows: string[][]
}

export function packRows({ rows, ...page }: RowsPage): SentRows {
  return { ...page, rows: rows.map((row) => DATASET_COLUMNS.map((column) => row[column])) }
}

export function unpackRows({ rows, ...page }: SentRows): RowsPage {
  const toRow = (values: string[]): DatasetRow => {
    const named = DATASET_COLUMNS.map((column, index) => [column, values[index] ?? ''])
    return Object.fromEntries(named) as DatasetRow
  }
  return { ...page, rows: rows.map(toRow) }
}

/** What pages show of a column: the mean is for programs. */
export interface ShownColumn extends Omit<ColumnProfile, 'numeric'> {
  numeric: Pick<NumericProfile, 'min' | 'max' | 'histogram'> | null
}

export interface SentColumn extends Pick<ColumnProfile, 'column' | 'distinct'> {
  missing?: Partial<MissingCounts>
  top?: [value: string, count: number][]
  /** One edge more than bins. */
  numeric?: { min: number; max: number; edges: number[]; counts: number[] }
}

export interface SentProfile {
  totalRows: number
  columns: SentColumn[]
}

/** The profile with no more of the most frequent values than are shown, and none beside a histogram. */
export function packProfile({ totalRows, columns }: DatasetProfile, shown: number): SentProfile {
  return { totalRows, columns: columns.map((column) => packColumn(column, shown)) }
}

function packColumn({ column, distinct, missing, top, numeric }: ColumnProfile, shown: number): SentColumn {
  const missed = Object.entries(missing).filter(([, count]) => count > 0)
  return {
    column,
    distinct,
    ...(missed.length > 0 && { missing: Object.fromEntries(missed) }),
    ...(numeric === null
      ? { top: top.slice(0, shown).map(({ value, count }) => [value, count]) }
      : { numeric: packNumeric(numeric) }),
  }
}

/** Bins follow one another. */
function packNumeric({ min, max, histogram }: NumericProfile): SentColumn['numeric'] {
  const edges = histogram.map(({ from }) => from)
  return {
    min,
    max,
    edges: [...edges, histogram.at(-1)?.to ?? max],
    counts: histogram.map(({ count }) => count),
  }
}

export function unpackColumn({ missing, top = [], numeric, ...column }: SentColumn): ShownColumn {
  return {
    ...column,
    missing: { empty: 0, unknown: 0, na: 0, none: 0, ...missing },
    top: top.map(([value, count]) => ({ value, count })),
    numeric: numeric === undefined ? null : unpackNumeric(numeric),
  }
}

function unpackNumeric({
  min,
  max,
  edges,
  counts,
}: NonNullable<SentColumn['numeric']>): ShownColumn['numeric'] {
  const toBin = (count: number, index: number): HistogramBin => ({
    from: edges[index] ?? min,
    to: edges[index + 1] ?? max,
    count,
  })
  return { min, max, histogram: counts.map(toBin) }
}
