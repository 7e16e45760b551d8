const OTHER_VERSION =
  'The database belongs to another version of Holocron. Start Holocron once, then run this again.'

/** How Prisma and SQLite report a missing table or column. */
const UNKNOWN_SCHEMA = /^P202[12]$|no such (table|column)/

/** What ended a command that reads the database, for people. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  return UNKNOWN_SCHEMA.test(code) || UNKNOWN_SCHEMA.test(error.message) ? OTHER_VERSION : error.message
}
