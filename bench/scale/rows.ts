/** Rows of many datasets and schedules, written directly to the database: what years of downloads leave behind. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createDatasetId } from '@/lib/dataset-id'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { timeAfter } from '@/lib/schedules/cron'

const HOUR_MS = 60 * 60_000
/** Rows per statement: SQLite takes 32,766 values at most. */
const BATCH = 500

type DatasetRow = NonNullable<Parameters<ReturnType<typeof db>['dataset']['createMany']>[0]>['data']
type NewDataset = Extract<DatasetRow, unknown[]>[number]

/** Sixty hex digits and four: as a sha256 looks. */
function hashOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex')
}

/**
 * One download an hour, the newest an hour ago. Of twenty: eleven ready, every other with the bytes of the one before;
 * six unchanged; two failed; one cancelled. Each ready one gets a folder with a receipt, so that the start finds it.
 */
export async function writeDatasets(count: number, now = new Date()): Promise<void> {
  let same: string | null = null
  let bytes = 0
  let rows: NewDataset[] = []
  for (let index = 0; index < count; index++) {
    const createdAt = new Date(now.getTime() - (count - index) * HOUR_MS)
    const id = createDatasetId(createdAt, createHash('sha256').update(`dataset ${index}`).digest())
    const kind = (index * 7) % 20
    const status = kind < 11 ? 'ready' : kind < 17 ? 'unchanged' : kind < 19 ? 'failed' : 'cancelled'
    if (status === 'ready' && index % 2 === 0) bytes += 1
    rows.push({
      ...{ id, fileName: `people-${id}.csv`, requestedSource: 'auto', status, phase: 'done', createdAt },
      ...{ startedAt: createdAt, finishedAt: new Date(createdAt.getTime() + 4_000), requests: 15 },
      source: index % 3 === 0 ? 'archive' : 'https://swapi.info/api',
      ...(status === 'ready' && { rowCount: 82, byteSize: 9_000n, sha256: hashOf(bytes), shape: 'array' }),
      ...(status === 'ready' && { contentHash: hashOf(-bytes), parquetSha256: hashOf(bytes + 0.5) }),
      ...(status === 'unchanged' && { sameAs: same }),
      ...(status === 'failed' && { error: 'swapi.info: did not answer within 30 s.' }),
      ...(index % 500 === 0 && { label: `Kept ${index}`, labelKey: `kept ${index}` }),
    })
    if (status === 'ready') {
      same = id
      const folder = path.join(env().STORAGE_DIR, 'datasets', id)
      mkdirSync(folder, { recursive: true })
      writeFileSync(path.join(folder, 'dataset.json'), '{}')
    }
    if (rows.length === BATCH || index === count - 1) {
      await db().dataset.createMany({ data: rows })
      rows = []
    }
  }
}

/** Schedules that all run at night, from the same source, with nothing due while it is measured. */
export async function writeSchedules(count: number, now = new Date()): Promise<void> {
  const [cron, zone] = ['0 3 1 1 *', 'Europe/Berlin']
  const nextAt = timeAfter(cron, zone, now)
  for (let first = 0; first < count; first += BATCH)
    await db().schedule.createMany({
      data: Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => ({
        id: `schedule-${String(first + index).padStart(6, '0')}`,
        ...{ source: 'auto', cron, zone, nextAt },
        createdAt: new Date(now.getTime() - (count - first - index) * 60_000),
      })),
    })
}
