/** An object whose name tells this bucket, or this part of one, from every other. */
import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { rootPrefix, randomText } from '@/lib/storage/s3/keys'
import { listObjects, writeSmall } from '@/lib/storage/s3/objects'

/** How long servers that start at the same time may take to write theirs, in milliseconds. */
const OTHERS_WRITE_WITHIN_MS = 1_000

/** Kept on globalThis, because Next.js loads this module once per bundle. A bucket does not change its name. */
const globals = globalThis as typeof globalThis & { holocronBucketMark?: string }

/** Of several objects the oldest counts: their names begin with the time. No store needs to refuse a second one. */
export async function readStorageMark({ create }: { create: boolean }): Promise<string | null> {
  const known = globals.holocronBucketMark ?? (await readMark())
  if (known === null && create) {
    await writeSmall(`${marksPrefix()}${Date.now()}-${randomText()}${randomText()}`, '"Names this storage."')
    await sleep(OTHERS_WRITE_WITHIN_MS)
    return readStorageMark({ create: false })
  }
  if (known !== null) globals.holocronBucketMark = known
  return known
}

function marksPrefix(): string {
  return `${rootPrefix()}storage-id/`
}

async function readMark(): Promise<string | null> {
  for await (const { key } of listObjects(marksPrefix())) return key.slice(marksPrefix().length)
  return null
}
