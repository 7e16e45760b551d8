/** Datasets for the server: a generated one added to its database, and real downloads requested over HTTP. */
import { copyFileSync, linkSync, mkdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { BenchData } from '../data'
import { getJson, postJson, readJson } from './http'
import { csvName, parquetName } from '@/lib/datasets/files'
import { migrate } from '@/lib/db/migrate'
import { PrismaClient } from '@/lib/generated/sqlite/client'
import { storage } from '@/lib/storage'

/** A fresh storage folder with one ready dataset. The server removes unknown files, so it gets links. */
export async function makeStorage(storageDir: string, { dataset, csv, parquet }: BenchData): Promise<void> {
  const { id, rowCount } = dataset
  const folder = path.join(storageDir, 'datasets', id)
  rmSync(storageDir, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  linkOrCopy(csv, path.join(folder, csvName(id)))
  linkOrCopy(parquet, path.join(folder, parquetName(id)))
  const url = `file:${path.resolve(storageDir, 'holocron.db')}`
  await migrate(url)
  const db = new PrismaClient({ adapter: new PrismaLibSql({ url }) })
  await db.dataset.create({
    data: {
      ...{ id, rowCount, fileName: csvName(id), requestedSource: 'benchmark', source: 'benchmark' },
      ...{ status: 'ready', phase: 'assembling', startedAt: new Date(), finishedAt: new Date() },
      byteSize: BigInt(statSync(csv).size),
      sha256: await storage.hashFile(csv),
      parquetSha256: await storage.hashFile(parquet),
    },
  })
  await db.$disconnect()
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

export interface Download {
  id: string
  /** From the request to `ready`, in milliseconds. */
  ms: number
}

const POLL_MS = 20
const STUCK_AFTER_MS = 15 * 60_000

/** Downloads from a source, as a click does, and waits until the dataset is ready, changed or not. */
export async function download(serverUrl: string, source: string): Promise<Download> {
  const start = performance.now()
  const url = `${serverUrl}/api/datasets`
  const { dataset } = readJson<{ dataset: { id: string } }>(
    url,
    await postJson(url, { source, keepUnchanged: true }),
  )
  while (performance.now() - start < STUCK_AFTER_MS) {
    const { status, error } = await getJson<{ status: string; error: string | null }>(`${url}/${dataset.id}`)
    if (status === 'ready') return { id: dataset.id, ms: performance.now() - start }
    if (status !== 'queued' && status !== 'downloading')
      throw new Error(`A download is ${status}. ${error ?? ''}`)
    await sleep(POLL_MS)
  }
  throw new Error(`A download from ${source} is still not ready after 15 minutes.`)
}
