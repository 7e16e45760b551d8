/**
 * `npm run move-storage`: copies the datasets in STORAGE_DIR to the bucket of S3_BUCKET. The files stay where they are;
 * running it again goes on where it ended. Exits with 1 if a dataset could not be copied.
 */
import './check-settings'
import { moveStorage } from '@/lib/datasets/recovery/move-storage'
import { closeDb } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'
import { AppError, userMessage } from '@/lib/errors'
import { formatQuantity } from '@/lib/format'
import { storage } from '@/lib/storage'

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof AppError)) console.error(error)
  console.error(userMessage(error))
  return 1
})

async function main(): Promise<number> {
  let [copied, before, left] = [0, 0, 0]
  try {
    await migrate(env().DATABASE_URL)
    await moveStorage(({ id, problem, isNew }) => {
      if (problem !== null) left += 1
      else if (isNew) copied += 1
      else before += 1
      if (problem !== null)
        console.error(`Dataset ${id} was not copied: ${problem}. Run npm run verify without S3_BUCKET.`)
      else if (isNew) console.error(`Dataset ${id} copied.`)
    })
  } finally {
    await closeDb()
  }
  const earlier = before > 0 ? ` ${formatQuantity(before, 'dataset')} had been copied before.` : ''
  const rest = left > 0 ? ` ${formatQuantity(left, 'dataset')} could not be copied.` : ''
  console.log(`${formatQuantity(copied, 'dataset')} copied to ${storage.describe()}.${earlier}${rest}`)
  if (left === 0)
    console.log(
      'The files in STORAGE_DIR were left in place. Run npm run verify, then remove its datasets folder.',
    )
  return left > 0 ? 1 : 0
}
