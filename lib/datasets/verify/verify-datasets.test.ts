import { copyFileSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { findAbandoned } from '@/inngest/abandoned'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import { replaceReceipt } from '@/lib/datasets/receipt'
import { requireDataset } from '@/lib/datasets/store'
import { verifyDatabase } from '@/lib/datasets/verify/database'
import { verifyDatasets, verifySample } from '@/lib/datasets/verify/verify-datasets'
import { closeDb, db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

afterEach(async () => {
  await db().embeddedRun.deleteMany()
  await db().dataset.deleteMany()
  rmSync(path.join(env().STORAGE_DIR, 'datasets'), { recursive: true, force: true })
})

describe('several datasets', () => {
  test('are verified newest first, and each is reported', async () => {
    const created = []
    for (let i = 0; i < 3; i += 1) {
      const { id } = await createReadyDataset([somePerson({ mass: String(i) })])
      await db().dataset.update({ where: { id }, data: { createdAt: new Date(1_000 * (i + 1)) } })
      await replaceReceipt(await requireDataset(id), () => Promise.resolve(true))
      created.push(id)
    }
    const checked: unknown[] = []
    const result = await verifyDatasets({ deep: true, onChecked: (each) => checked.push(each) })
    expect(result).toEqual({ checked: 3, findings: [] })
    const [oldest, middle, newest] = created
    expect(checked).toEqual([
      { id: newest, done: 1, total: 3, findings: [] },
      { id: middle, done: 2, total: 3, findings: [] },
      { id: oldest, done: 3, total: 3, findings: [] },
    ])
  })

  test('that are not ready have no files to verify', async () => {
    await createDataset(createDatasetId(), 'auto')
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 0, findings: [] })
  })

  test('that are deleted meanwhile have no findings', async () => {
    const { id, fileName } = await createReadyDataset([somePerson({})])
    rmSync(storage.datasetPath(id, fileName))
    const real = db().dataset.findUnique.bind(db().dataset)
    const reads = jest.spyOn(db().dataset, 'findUnique').mockImplementation((async (query: never) => {
      const row: unknown = await real(query)
      await db().dataset.deleteMany()
      return row
    }) as never)
    expect(await verifyDatasets({ deep: true, ids: [id] })).toEqual({ checked: 1, findings: [] })
    // The storage that its missing file may be in, and the dataset again, which was known until it was deleted.
    expect(reads).toHaveBeenCalledTimes(2)
    reads.mockRestore()
  })
})

describe('a download that is marked as running', () => {
  const MINUTE = 60_000

  /** Creates a download of five minutes ago, with a run whose lease ends at the given time. */
  async function createDownload(lease: { until: Date | null } | null): Promise<string> {
    const id = createDatasetId()
    const then = new Date(Date.now() - 5 * MINUTE)
    await createDataset(id, id)
    await markStarted({ datasetId: id, attempt: 1 })
    await db().dataset.update({ where: { id }, data: { createdAt: then, startedAt: then } })
    if (lease !== null) {
      await db().embeddedRun.create({
        data: {
          id: `run-${id}`,
          functionId: 'download-dataset',
          eventId: id,
          event: JSON.stringify({ data: { datasetId: id } }),
          leaseOwner: 'somebody',
          leaseUntil: lease.until,
          createdAt: then,
        },
      })
    }
    return id
  }

  test.each([
    ['is driven', 5_000],
    ['was driven within the minute', -40_000],
  ])('and %s is fine', async (_what, leaseEndsInMs) => {
    await createDownload({ until: new Date(Date.now() + leaseEndsInMs) })
    expect(await findAbandoned()).toEqual([])
  })

  test('and was not driven for longer is reported', async () => {
    const id = await createDownload({ until: new Date(Date.now() - 2 * MINUTE) })
    expect(await findAbandoned()).toEqual([
      {
        code: 'abandoned-download',
        datasetId: id,
        message:
          `Dataset ${id}: its download is marked as running, but no process has worked on it for 2 min 0 s. ` +
          'Start Holocron to resume it, or cancel it.',
        repair: null,
      },
    ])
    expect((await verifyDatasets({ deep: true, findMore: findAbandoned })).findings).toMatchObject([
      { code: 'abandoned-download', datasetId: id },
    ])
  })

  test.each([
    ['has no run', null],
    ['was released', { until: null }],
  ])('and %s is reported once it is older than a minute', async (_what, lease) => {
    const id = await createDownload(lease)
    expect(await findAbandoned()).toMatchObject([
      { datasetId: id, message: expect.stringContaining('5 min 0 s') },
    ])
    expect(await findAbandoned(Date.now() - 4.5 * MINUTE)).toEqual([])
  })

  test('is left to the Inngest server that executes it', async () => {
    await createDownload(null)
    env().INNGEST_BASE_URL = 'http://127.0.0.1:9'
    expect(await findAbandoned()).toEqual([])
    delete env().INNGEST_BASE_URL
  })
})

describe('the database', () => {
  const real = env().DATABASE_URL

  afterEach(async () => {
    await closeDb()
    env().DATABASE_URL = real
  })

  /** Makes a damaged copy the app's database from here on. */
  async function useDamagedCopy(damage: (file: string) => void): Promise<void> {
    for (let i = 0; i < 3; i += 1) await createDataset(createDatasetId(), `source ${i}`)
    await db().$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)')
    await db().dataset.deleteMany()
    const copy = path.join(env().STORAGE_DIR, 'copy.db')
    await db().$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)')
    await closeDb()
    copyFileSync(path.join(env().STORAGE_DIR, 'holocron.db'), copy)
    damage(copy)
    env().DATABASE_URL = `file:${copy}`
  }

  const CURE =
    'Stop Holocron, move .*copy.db elsewhere, and restore a backup; without one, the next start creates a new ' +
    'database and adopts all datasets in the storage folder.'

  test('that is consistent is fine', async () => {
    await createReadyDataset([somePerson({})])
    expect(await verifyDatabase()).toEqual([])
  })

  test('with an overwritten page is reported', async () => {
    await useDamagedCopy((file) => {
      const pages = statSync(file).size / 4_096
      const descriptor = openSync(file, 'r+')
      for (let page = 2; page < pages; page += 1)
        writeSync(descriptor, Buffer.alloc(2_000, 0xa5), 0, 2_000, page * 4_096)
    })
    const { findings } = await verifyDatasets({ deep: true })
    expect(findings.length).toBeGreaterThan(0)
    for (const { code, message, repair } of findings) {
      expect({ code, repair }).toEqual({ code: 'database', repair: null })
      expect(message).toMatch(new RegExp(`^The database is damaged \\(.+\\)\\. ${CURE}$`))
    }
  })

  test('that is no longer a database is reported', async () => {
    await useDamagedCopy((file) => writeFileSync(file, 'x'.repeat(8_192)))
    expect((await verifyDatasets({ deep: true })).findings).toEqual([
      { code: 'database', datasetId: null, message: expect.stringMatching(new RegExp(CURE)), repair: null },
    ])
  })

  test('with a row that refers to nothing is reported', async () => {
    await db().$executeRawUnsafe('PRAGMA foreign_keys = OFF')
    await db().$executeRawUnsafe(
      `INSERT INTO "DatasetPart" ("datasetId", "name", "pages", "rows") VALUES ('nobody', 'a.csv', 1, 1)`,
    )
    await db().$executeRawUnsafe('PRAGMA foreign_keys = ON')
    expect(await verifyDatabase()).toEqual([
      {
        code: 'database',
        datasetId: null,
        message:
          'The database has a row in DatasetPart whose Dataset does not exist. It takes up space but is otherwise harmless; ' +
          'something other than Holocron must have written to the database.',
        repair: null,
      },
    ])
    await db().$executeRawUnsafe('DELETE FROM "DatasetPart"')
  })
})

describe('the sample at the start of the app', () => {
  test('warns about problems with the newest datasets', async () => {
    const warn = jest.spyOn(log, 'warn')
    const { id, fileName } = await createReadyDataset([somePerson({})])
    await createReadyDataset([somePerson({})])
    expect(await verifySample()).toEqual([])
    expect(warn).not.toHaveBeenCalled()
    const file = storage.datasetPath(id, fileName)
    writeFileSync(file, readFileSync(file, 'utf8').replace('Luke', 'Duke'))
    expect(await verifySample()).toMatchObject([{ code: 'file-changed', datasetId: id }])
    expect(warn.mock.calls).toEqual([
      [{ rule: 'file-changed', datasetId: id }, expect.stringContaining('its CSV was changed')],
    ])
    warn.mockRestore()
  })

  test('verifies no more of them than requested', async () => {
    for (let i = 0; i < 3; i += 1) {
      const { id, fileName } = await createReadyDataset([somePerson({})])
      rmSync(storage.datasetPath(id, fileName))
    }
    expect(await verifySample(2)).toHaveLength(2)
  })

  test('never fails', async () => {
    const warn = jest.spyOn(log, 'warn')
    const broken = jest.spyOn(db().dataset, 'findMany').mockImplementation((() => {
      throw new Error('no database')
    }) as never)
    expect(await verifySample()).toEqual([])
    expect(warn).toHaveBeenCalledWith(
      { err: new Error('no database') },
      'the newest datasets could not be verified',
    )
    broken.mockRestore()
    warn.mockRestore()
  })
})
