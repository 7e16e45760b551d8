/** The CSV of a dataset. The id is in the name, so that files saved from several datasets keep apart. */
export function csvName(id: string): string {
  return `people-${id}.csv`
}

/** The Parquet companion beside it. */
export function parquetName(id: string): string {
  return `people-${id}.parquet`
}
