/**
 * What pages send to the browser, in as few words as it needs: a dataset without what only servers ask, rows without the
 * names of columns in each, a profile without zeros. Safe to import from client components.
 */
import type { RowsPage } from '@/lib/datasets/model/answers'
import { type DatasetColumn, DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import {
  areDifferent,
  type ColumnProfile,
  type DatasetProfile,
  type HistogramBin,
  type MissingCounts,
  type NumericProfile,
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

export interface SentColumn extends Pick<ColumnProfile, 'distinct'> {
  missing?: Partial<MissingCounts>
  top?: [value: string, count: number][]
  /** One edge more than bins. */
  numeric?: { min: number; max: number; edges: number[]; counts: number[] }
}

export interface SentProfile {
  totalRows: number
  /** In the order of the view. */
  columns: Partial<Record<DatasetColumn, SentColumn>>
}

/**
 * The profile with those of the most frequent values that are shown: none beside a histogram or where all rows differ, and
 * otherwise as many as fit into `lines`, of which one may say how many more there are.
 */
export function packProfile({ totalRows, columns }: DatasetProfile, lines: number): SentProfile {
  const named = columns.map((column) => [column.column, packColumn(column, totalRows, lines)])
  return { totalRows, columns: Object.fromEntries(named) as SentProfile['columns'] }
}

function packColumn(profile: ColumnProfile, totalRows: number, lines: number): SentColumn {
  const { distinct, missing, top, numeric } = profile
  const shown = areDifferent(profile, totalRows) ? 0 : distinct > lines ? lines - 1 : lines
  const missed = Object.entries(missing).filter(([, count]) => count > 0)
  return {
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

export function unpackProfile({ columns }: SentProfile): ShownColumn[] {
  return Object.entries(columns).map(([column, sent]) => unpackColumn(column as DatasetColumn, sent))
}

export function unpackColumn(column: DatasetColumn, sent: SentColumn): ShownColumn {
  const { distinct, missing, top = [], numeric } = sent
  return {
    column,
    distinct,
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
