/** What `/api/ready` checks, in this order. */
import 'server-only'
import { db } from '@/lib/db/client'
import { isEmbedded } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { formatQuantity } from '@/lib/format'
import { getServerNotice } from '@/lib/inngest-server/describe'
import { serverAddress } from '@/lib/inngest-server/state'
import { type CheckResult, type ReadyCheck, runCheck } from '@/lib/readiness/check'
import { countApart, ownStorageMark } from '@/lib/replicas/own'
import { storage } from '@/lib/storage'

const database: ReadyCheck = {
  name: 'database',
  read: async () => {
    await db().$queryRaw`SELECT 1`
    return 'ok'
  },
  failure: 'The database is not responding.',
}

const REPLACED = 'The storage is not the one that Holocron started with. Is it mounted?'

/** A bucket that cannot be reached is named, but does not keep this process from serving what it has copies of. */
const files: ReadyCheck = {
  name: 'storage',
  read: async () => {
    const outage = await storage.findOutage()
    if (outage !== null) return outage
    const mark = await storage.readStorageMark({ create: false })
    if (![mark, null].includes(ownStorageMark())) throw new AppError('unavailable', REPLACED)
    const apart = countApart()
    return apart === 0 ? 'ok' : `not shared with ${formatQuantity(apart, 'other server')}`
  },
  failure: 'The storage cannot be read.',
}

/**
 * Who runs the downloads. An Inngest server that is not connected is named, but does not keep this process from serving:
 * its calls may come through the proxy that asks here, and datasets can be read without it.
 */
const inngest: ReadyCheck = {
  name: 'inngest',
  read: async () => {
    if (isEmbedded()) return 'embedded'
    if (serverAddress() === null) return 'configured'
    return (await getServerNotice())?.problem ?? 'connected'
  },
  failure: 'It could not be read whether Inngest is connected.',
}

const READY_CHECKS: ReadyCheck[] = [database, files, inngest]

/** Runs all checks at the same time, within two seconds. */
export function runChecks(checks = READY_CHECKS): Promise<CheckResult[]> {
  return Promise.all(checks.map(runCheck))
}
