/** Finds what an interrupted upload or removal has left in the bucket. */
import 'server-only'
import { log } from '@/lib/log'
import { ask, openBucket } from '@/lib/storage/s3/client'
import { idOfKey, kindPrefix, RECEIPT, receiptKey, rootPrefix } from '@/lib/storage/s3/keys'
import { deleteObjects, listObjects, readText } from '@/lib/storage/s3/objects'
import { readNames } from '@/lib/storage/s3/trash'
import type { Unnamed } from '@/lib/storage/file'

/** Younger objects may be about to get a name: from this database, or from another. In milliseconds. */
const UNNAMED_KEPT_MS = 24 * 60 * 60_000

export async function sweepUnnamed(
  listNamed: () => Promise<{ keys: Set<string>; busyIds: Set<string> }>,
  { remove, now }: { remove: boolean; now: Date },
): Promise<Unnamed> {
  const until = new Date(now.getTime() + (await readClockOffset()) - UNNAMED_KEPT_MS)
  const old = await listOld(until)
  const { keys: named, busyIds } = await listNamed()
  const keys: string[] = []
  for (const [id, own] of old) {
    const unnamed = own.filter((key) => !named.has(key))
    if (unnamed.length === 0 || busyIds.has(id)) continue
    const others = await readOtherNames(id)
    if (others !== null) keys.push(...unnamed.filter((key) => !others.has(key)))
  }
  if (remove) await deleteObjects(keys)
  return { keys, uploads: await abortUploads(until, remove) }
}

/** Files of datasets by id, without those that name them. */
async function listOld(until: Date): Promise<Map<string, string[]>> {
  const old = new Map<string, string[]>()
  for await (const { key, modifiedAt } of listObjects(kindPrefix('datasets'))) {
    const id = idOfKey('datasets', key)
    if (id === null || key.endsWith(`/${RECEIPT}`) || modifiedAt >= until) continue
    old.set(id, [...(old.get(id) ?? []), key])
  }
  return old
}

/**
 * What is named for a database that is not this one, or for the one who empties the trash; null when that cannot be known.
 */
async function readOtherNames(id: string): Promise<Set<string> | null> {
  const names = new Set<string>()
  for (const kind of ['datasets', 'trash'] as const) {
    const text = await readText(receiptKey(kind, id))
    const found = text === null ? [] : readNames(text)
    if (found === null) return null
    for (const key of found) names.add(key)
  }
  return names
}

/** Pieces of uploads that were never completed are in no list of objects, but take space. */
async function abortUploads(until: Date, remove: boolean): Promise<number> {
  let found = 0
  try {
    let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | null = {}
    while (marker !== null) {
      const after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = marker
      const page = await ask(({ s3, client, Bucket }, options) =>
        client.send(
          new s3.ListMultipartUploadsCommand({ Bucket, Prefix: kindPrefix('datasets'), ...after }),
          options,
        ),
      )
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Initiated === undefined || Initiated >= until) continue
        found += 1
        if (remove)
          await ask(({ s3, client, Bucket }, options) =>
            client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }), options),
          )
      }
      marker = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : null
    }
  } catch (error) {
    log.warn(
      { err: error, prefix: rootPrefix() },
      'unfinished uploads could not be listed; the next sweep tries again',
    )
  }
  return found
}

/** The age of objects is told by the store's clock. In milliseconds. */
async function readClockOffset(): Promise<number> {
  const { client } = await openBucket()
  return client.config.systemClockOffset
}
