/** Whether the bucket can be used. */
import 'server-only'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { ask, noteAnswer } from '@/lib/storage/s3/client'
import { describeBucket, isTimeout, toSettingsError } from '@/lib/storage/s3/errors'
import { randomText, rootPrefix } from '@/lib/storage/s3/keys'
import { deleteObjects, hasObjects, writeSmall } from '@/lib/storage/s3/objects'

export function describe(): string {
  return `the ${describeBucket()}`
}

/** Lists, writes and removes, as downloads will have to. */
export async function checkAccess(): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryAccess()
    } catch (error) {
      const cause = error instanceof AppError ? (error.cause ?? error) : error
      if (!isTimeout(cause) || tries === TRIES) throw toSettingsError(cause)
      noteAnswer()
    }
  }
}

/** A store that is starting too may need a moment. */
const TRIES = 3

async function tryAccess(): Promise<void> {
  const probe = `${rootPrefix()}check/${randomText()}`
  await hasObjects(rootPrefix())
  await writeSmall(probe, '"Holocron checks whether it can write here."')
  await deleteObjects([probe])
}

/** One answer serves all who ask within this time, in milliseconds. */
const ANSWER_KEPT_MS = 3_000
const ANSWER_WITHIN_MS = 1_500

interface Look {
  at: number
  outage: Promise<string | null>
}

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & { holocronBucketLook?: Look }

export function findOutage(): Promise<string | null> {
  const last = globals.holocronBucketLook
  if (last !== undefined && Date.now() - last.at < ANSWER_KEPT_MS) return last.outage
  const outage = look()
  globals.holocronBucketLook = { at: Date.now(), outage }
  return outage
}

async function look(): Promise<string | null> {
  try {
    await ask(
      ({ s3, client }, options) =>
        client.send(new s3.HeadBucketCommand({ Bucket: env().S3_BUCKET }), options),
      ANSWER_WITHIN_MS,
    )
    return null
  } catch (error) {
    return error instanceof AppError ? error.message : `The ${describeBucket()} is gone.`
  }
}
