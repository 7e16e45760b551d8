import type { ExportStyle } from '@/lib/datasets/export'

/** The CSV of a dataset. The id is in the name, so that files saved from several datasets keep apart. */
export function csvName(id: string): string {
  return `people-${id}.csv`
}

/** The Parquet companion beside it. */
export function parquetName(id: string): string {
  return `people-${id}.parquet`
}

/** What the folder of a dataset says of it: lib/datasets/receipt.ts. */
export const RECEIPT_NAME = 'dataset.json'

/** An export of a view: `people-20261122-203057-k3f9x-counts.ndjson`. */
export function exportName(
  id: string,
  kind: 'rows' | 'counts',
  { format, forSpreadsheet }: ExportStyle,
): string {
  return `people-${id}-${kind}${forSpreadsheet ? '-spreadsheet' : ''}.${format}`
}

/** A picture of counts. */
export function chartName(id: string): string {
  return `people-${id}-counts.svg`
}
