import 'server-only'
import { randomBytes } from 'node:crypto'
import type { AttemptKey } from '@/lib/datasets/changes'
import type { Assembled } from '@/lib/datasets/download/step-results'
import { csvName } from '@/lib/datasets/files'
import { storage } from '@/lib/storage'

/**
 * Keeps the files of an assembled dataset where every machine finds them: in a bucket under keys that no other attempt
 * uses, in a folder where they are. Running it again uploads them again.
 * @throws AppError `unavailable`
 */
export async function keepAssembled(
  { datasetId, attempt }: AttemptKey,
  { files, facts }: Assembled,
): Promise<Assembled> {
  const batch = `${attempt}.${randomBytes(4).toString('hex')}`
  const kept: Assembled['files'] = []
  for (const file of files) {
    const sha256 = file.name === csvName(datasetId) ? facts.sha256 : facts.parquetSha256
    const object = await storage.keepFile(datasetId, batch, { ...file, sha256 })
    kept.push({ ...file, ...(object && { object }) })
  }
  return { files: kept, facts }
}
