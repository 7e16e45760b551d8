/** `npm run migrate`: applies the migrations that the database does not have yet, and exits. */
import { describeError } from './shared/describe-error'

process.exitCode = await main().catch((error: unknown) => {
  console.error(`The database could not be migrated. ${describeError(error)}`)
  return 1
})

async function main(): Promise<number> {
  // Imported only here: modules read settings on load, and invalid ones must end with a message.
  const { env } = await import('@/lib/env')
  const { migrate } = await import('@/lib/db/migrate')
  const applied = await migrate(env().DATABASE_URL)
  for (const name of applied) console.log(`Applied ${name}`)
  if (applied.length === 0) console.log('The database is up to date.')
  return 0
}
