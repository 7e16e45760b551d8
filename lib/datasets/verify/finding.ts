/** What verification may find. The rules are in docs/verify.md. */

export type Rule =
  | 'file-missing'
  | 'file-changed'
  | 'row-counts'
  | 'cells'
  | 'unknown-files'
  | 'abandoned-download'
  | 'file-bytes'
  | 'database'
  | 'receipt'
  | 'elsewhere'

/** What `--repair` can do about it without losing anything. */
export type Repair = 'rebuild parquet' | 'rebuild csv' | 'write receipt' | 'adopt' | 'sweep'

export interface Finding {
  code: Rule
  /** Null when it is about the database, or about files that belong to no dataset. */
  datasetId: string | null
  /** What is wrong and what to do about it, in sentences for the user. */
  message: string
  /** Null when it cannot be repaired from what is there. */
  repair: Repair | null
}

/** What is wrong, as the middle of a sentence: "its CSV is missing". */
export interface Problem {
  code: Rule
  what: string
}
