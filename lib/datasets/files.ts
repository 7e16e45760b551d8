import { RESOURCE } from '@/lib/datasets/model/columns'

/** The CSV of a dataset. The id in the name keeps files saved from several datasets apart. */
export function csvName(id: string): string {
  return `${RESOURCE.path}-${id}.csv`
}

/** The Parquet file next to it. */
export function parquetName(id: string): string {
  return `${RESOURCE.path}-${id}.parquet`
}

/** The metadata in the folder of a dataset: lib/datasets/receipt.ts. */
export const RECEIPT_NAME = 'dataset.json'
