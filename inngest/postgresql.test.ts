/** The app on PostgreSQL: where the databases differ, and moving from SQLite to it. */
import { readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { receiptSentence } from '@/lib/format/receipt-sentence'
import { startDownload } from '@/inngest/downloads'
import { startHolocron, type Stop } from '@/inngest/start'
import { download, waitUntilEnded } from '@/inngest/testing'
import { markEnded, markRetried, updateProgress } from '@/lib/datasets/changes'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { restoreDataset } from '@/lib/datasets/keeping/restore'
import { requestDownload } from '@/lib/datasets/download/request'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readRows } from '@/lib/datasets/query/rows'
import { findTwins, getDataset, listDatasets, requireDataset } from '@/lib/datasets/store'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { closeDb, db, isUniqueViolation } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'
import { purgeADayLater, setSources } from '@/lib/testing/app'
import { startPostgres, type TestPostgres } from '@/lib/testing/postgres'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

const SQLITE = env().DATABASE_URL
let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await closeDb()
  await postgres?.stop()
  rmSync(env().STORAGE_DIR, { recursive: true, force: true })
})

/** Switches the app to this database. */
async function connectTo(url: string): Promise<void> {
  await closeDb()
  env().DATABASE_URL = url
}

const listAll = async (): Promise<Dataset[]> => (await listDatasets({ limit: 100, offset: 0 })).datasets
const hash = ({ id, fileName }: Dataset): string => readFileSync(storage.datasetPath(id, fileName), 'utf8')

/** Starts the app on a database, and stops it. */
async function withApp<T>(url: string, work: () => Promise<T>): Promise<T> {
  await connectTo(url)
  const stop: Stop = await startHolocron()
  try {
    return await work()
  } finally {
    await stop()
  }
}

describe('on PostgreSQL', () => {
  beforeAll(async () => {
    await connectTo(await postgres.createDatabase('core'))
  })
  afterEach(async () => {
    await db().dataset.deleteMany()
    rmSync(path.join(env().STORAGE_DIR, 'datasets'), { recursive: true, force: true })
  })

  test('migrations are applied once', async () => {
    expect((await migrate(env().DATABASE_URL)).length).toBeGreaterThan(0)
    expect(await migrate(env().DATABASE_URL)).toEqual([])
  })

  test('only one of many simultaneous clicks starts a download', async () => {
    setSources('archive')
    const requested = await Promise.all(Array.from({ length: 20 }, () => requestDownload('auto')))
    expect(new Set(requested.map(({ dataset }) => dataset.id)).size).toBe(1)
    const again = db().dataset.create({
      data: { id: 'x', fileName: 'x', requestedSource: 'auto', activeKey: 'auto' },
    })
    expect(isUniqueViolation(await again.catch((error: unknown) => error))).toBe(true)
  })

  test('a download becomes ready, and is listed, read, verified and deleted', async () => {
    const older = await createReadyDataset([somePerson({})])
    const dataset = await createReadyDataset([somePerson({})])
    expect(await listAll()).toEqual([dataset, older])
    expect(await listDatasets({ limit: 10, offset: 0, q: dataset.fileName.toUpperCase() })).toMatchObject({
      total: 1,
    })
    expect(await findTwins([dataset, older])).toEqual(new Map([[dataset.id, older.id]]))
    expect((await readRows(dataset, { limit: 1, offset: 0 })).rows).toMatchObject([
      { name: 'Luke Skywalker' },
    ])
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 2, findings: [] })
    await deleteDataset(dataset.id)
    expect(await listAll()).toEqual([older])
    expect(await restoreDataset(dataset.id)).toEqual(dataset)
    await deleteDataset(dataset.id)
    await purgeADayLater()
    expect([await getDataset(dataset.id), await storage.hasFiles(dataset.id)]).toEqual([null, false])
  })

  test('an ended attempt cannot change the next one', async () => {
    const { dataset } = await requestDownload('archive')
    const first = { datasetId: dataset.id, attempt: 1 }
    await markEnded(first, 'failed', 'No.')
    const retried = await Promise.all(Array.from({ length: 5 }, () => markRetried(dataset.id)))
    expect(retried.filter(Boolean)).toHaveLength(1)
    expect(await updateProgress(first, { phase: 'assembling' })).toBe(false)
    expect(await requireDataset(dataset.id)).toMatchObject({ status: 'queued', attempt: 2 })
  })

  test('the durable function runs to its end, and continues after a restart', async () => {
    const dataset = await withApp(env().DATABASE_URL, () => download('archive'))
    expect(dataset).toMatchObject({ status: 'ready', rowCount: 82 })
    const repeated = await withApp(env().DATABASE_URL, async () => {
      const { id } = (await startDownload('archive')).dataset
      return waitUntilEnded(id)
    })
    expect(repeated).toMatchObject({ status: 'unchanged', sameAs: dataset.id })
    await db().dataset.delete({ where: { id: repeated.id } })
    await withApp(env().DATABASE_URL, async () => {
      expect(await listAll()).toEqual([dataset])
    })
  })
})

describe('with the same storage', () => {
  let datasets: Dataset[]

  beforeAll(async () => {
    await withApp(SQLITE, async () => {
      setSources('archive')
      for (let i = 0; i < 2; i += 1) await download('archive')
      const { dataset } = await startDownload('archive', { keepUnchanged: true })
      await waitUntilEnded(dataset.id)
      datasets = await listAll()
    })
  })

  test('moving from SQLite to PostgreSQL takes one setting: all datasets are there, unchanged', async () => {
    const files = datasets.map(hash)
    const url = await postgres.createDatabase('moved')
    await withApp(url, async () => {
      const adopted = await listAll()
      expect(adopted).toEqual(datasets)
      expect(adopted.map(receiptSentence)).toEqual(datasets.map(receiptSentence))
      expect(adopted.map(hash)).toEqual(files)
      for (const dataset of adopted)
        expect((await readRows(dataset, { limit: 100, offset: 0 })).rows).toHaveLength(82)
      expect(await verifyDatasets({ deep: true })).toEqual({ checked: 3, findings: [] })
    })
  })

  test('an older copy of the database adopts datasets published since', async () => {
    const url = await postgres.createDatabase('older')
    await withApp(url, async () => {
      const [newest] = datasets
      await db().dataset.delete({ where: { id: newest?.id ?? '' } })
    })
    await withApp(url, async () => {
      expect(await listAll()).toEqual(datasets)
    })
  })

  test('a newer database with older files keeps what it knows, and removes nothing', async () => {
    const url = await postgres.createDatabase('newer')
    await withApp(url, () => Promise.resolve())
    const away = path.join(env().STORAGE_DIR, 'away')
    const [newest, ...older] = datasets
    renameSync(path.join(env().STORAGE_DIR, 'datasets', newest?.id ?? ''), away)
    await withApp(url, async () => {
      expect(await listAll()).toEqual(datasets)
      expect((await verifyDatasets({ deep: false })).findings.map(({ message }) => message)).toEqual([
        `Dataset ${newest?.id}: its CSV is missing. Run npm run verify to see whether it can be repaired.`,
        `Dataset ${newest?.id}: its Parquet file is missing. Run npm run verify to see whether it can be repaired.`,
      ])
    })
    renameSync(away, path.join(env().STORAGE_DIR, 'datasets', newest?.id ?? ''))
    await withApp(url, async () => {
      expect(await verifyDatasets({ deep: true })).toEqual({ checked: 1 + older.length, findings: [] })
    })
  })
})
