import { readdir, readlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Transaction } from '@libsql/client'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import { getDataset } from '@/lib/datasets/store'
import { db, transact } from '@/lib/db/client'
import { whileClientWaits } from '@/lib/db/deadline'
import { unhurriedly } from '@/lib/db/sync'
import { env } from '@/lib/env'
import { describeSystemError } from '@/lib/errors'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

/** Locks the database for writing, as another process would. */
async function lock(): Promise<Transaction> {
  return createClient({ url: env().DATABASE_URL, timeout: 100 }).transaction('write')
}

/** True when another process can write. */
async function isFree(): Promise<boolean> {
  const other = await lock().catch(() => null)
  await other?.rollback()
  return other !== null
}

async function create(): Promise<string> {
  const id = createDatasetId()
  await createDataset(id, id)
  return id
}

describe('while another process has locked the database for writing', () => {
  test('reads continue, and a write waits for its turn', async () => {
    const id = await create()
    const other = await lock()
    let isWritten = false
    const write = create().then(() => (isWritten = true))
    for (let reads = 0; reads < 20; reads++) expect(await getDataset(id)).toMatchObject({ id })
    expect(isWritten).toBe(false)
    await other.commit()
    await write
    expect(await db().dataset.count()).toBe(2)
    expect(await isFree()).toBe(true)
  })

  test('a transaction waits before it begins, so that none of it is done twice', async () => {
    const id = await create()
    const other = await lock()
    let begun = 0
    const write = transact(async (transaction) => {
      begun += 1
      await transaction.dataset.update({ where: { id }, data: { retries: { increment: 1 } } })
    })
    for (let reads = 0; reads < 20; reads++) await getDataset(id)
    expect(begun).toBe(0)
    await other.commit()
    await write
    expect(begun).toBe(1)
    expect(await isFree()).toBe(true)
    expect(await getDataset(id)).toMatchObject({ retries: 1 })
  })
})

describe('while another process has locked the database, work that a client is waiting for', () => {
  test('gives up in time with a clear message, even with background work ahead of it', async () => {
    const id = await create()
    const other = await lock()
    const background = create()
    const attempts = [1, 2, 3].map(() => whileClientWaits(create, 300).catch(describeSystemError))
    for (const failure of await Promise.all(attempts)) {
      expect(failure).toMatchObject({
        code: 'unavailable',
        message: 'Another program is using the database, so nothing could be saved. Try again in a moment.',
      })
    }
    expect(await getDataset(id)).toMatchObject({ id })
    await other.commit()
    expect(await getDataset(await background)).not.toBeNull()
    expect(await whileClientWaits(create, 60_000)).toEqual(expect.any(String))
    expect(await isFree()).toBe(true)
  })

  test('does not shorten the wait of work that continues after it', async () => {
    const other = await lock()
    let background: Promise<string> = Promise.reject(new Error('not begun'))
    background.catch(() => undefined)
    await whileClientWaits(() => {
      background = sleep(1).then(create)
      return Promise.resolve()
    }, 100)
    await sleep(300)
    await other.commit()
    expect(await background).toEqual(expect.any(String))
  })
})

test('a transaction that throws is rolled back, and the next one can begin', async () => {
  const id = await create()
  const failing = transact(async (transaction) => {
    await transaction.dataset.update({ where: { id }, data: { retries: 9 } })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await getDataset(id)).toMatchObject({ retries: 0 })
  await transact((transaction) => transaction.dataset.update({ where: { id }, data: { retries: 1 } }))
  expect(await getDataset(id)).toMatchObject({ retries: 1 })
})

test('all transactions and statements share one connection', async () => {
  const id = await create()
  const before = await listOpenings()
  for (let round = 0; round < 10; round++) {
    await transact((transaction) => transaction.dataset.update({ where: { id }, data: { retries: round } }))
    await getDataset(id)
  }
  expect(await listOpenings()).toEqual(before)
})

test('only writes that may be done again are left to the disk for later', async () => {
  const readLevel = async (): Promise<unknown> => {
    const [row] = await db().$queryRaw<{ synchronous: unknown }[]>`PRAGMA synchronous`
    return Number(row?.synchronous)
  }
  const [normal, full] = [1, 2]
  expect(await readLevel()).toBe(full)
  expect(await unhurriedly(readLevel)).toBe(normal)
  expect(await readLevel()).toBe(full)
})

/** How often this process has the database file open; null where the system does not say. */
async function listOpenings(): Promise<string[] | null> {
  const folder = '/proc/self/fd'
  const numbers = await readdir(folder).catch(() => null)
  if (numbers === null) return null
  const files = await Promise.all(numbers.map((number) => readlink(`${folder}/${number}`).catch(() => '')))
  return files.filter((file) => file === env().DATABASE_URL.replace('file:', ''))
}
