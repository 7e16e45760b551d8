/** What verifying may find. The nine rules are in docs/verify.md. */

export type Rule = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9'

/** What `--repair` can do about it, and nothing is lost by it. */
export type Repair = 'rebuild companion' | 'rebuild csv' | 'write receipt' | 'adopt' | 'sweep'

export interface Finding {
  code: Rule
  /** Null when it is about the database, or about files that belong to no dataset. */
  datasetId: string | null
  /** What is wrong and what to do, in sentences for a person. */
  message: string
  /** Null when it cannot be mended from what is there. */
  repair: Repair | null
}

/** What is wrong, as the middle of a sentence: "its CSV is missing". */
export interface Problem {
  code: Rule
  what: string
}
