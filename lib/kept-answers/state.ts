/** The states that decide what is answered: while that of its subject is the same, so is each answer. */
import 'server-only'
import { createHash } from 'node:crypto'
import { type DatasetFacts, readFacts } from '@/lib/kept-answers/facts'
import { readIntact } from '@/lib/datasets/intact'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getStorageNotice } from '@/lib/datasets/recovery/storage-notice'
import { getDataset } from '@/lib/datasets/store'
import { databaseVersion } from '@/lib/db/version'
import { getServerNotice } from '@/lib/inngest-server/describe'

/**
 * What a question is about. The API answers from a dataset's rows alone, its pages show the facts about it as well, the
 * dashboard all that is in the database, and the login nothing but settings.
 */
export type Subject = { kind: 'api' | 'page'; id: string } | { kind: 'dashboard' } | { kind: 'login' }

/** The state that the API's answers depend on: the rows never change. */
export function stateOfRows({ sha256 }: Dataset): string {
  return sha256 ?? ''
}

/** The state that pages depend on. */
export function stateOfPage(facts: DatasetFacts): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url')
}

/** The same in every bundle, and another one for each process: settings are read once. */
export function stateOfSettings(): string {
  return `${process.pid} ${performance.timeOrigin}`
}

/** How exactly the dashboard says how long ago something was, in milliseconds. */
const MINUTE = 60_000

/** The minute that it is: what the dashboard takes for now. */
export function thisMinute(): Date {
  return new Date(Math.floor(Date.now() / MINUTE) * MINUTE)
}

/** The state that the dashboard depends on; null while it has notices, which change without a write. */
export async function readDashboardState(now = thisMinute()): Promise<string | null> {
  const [version, storage, server] = await Promise.all([
    databaseVersion(),
    getStorageNotice(),
    getServerNotice(),
  ])
  if (version === null || storage !== null || server !== null) return null
  return JSON.stringify([stateOfSettings(), version, now])
}

/**
 * The state now; null when there is none in which answers hold.
 * @throws AppError `damaged`, among others: the state of a dataset is that of its file as well
 */
export async function readState(subject: Subject): Promise<string | null> {
  if (subject.kind === 'login') return stateOfSettings()
  if (subject.kind === 'dashboard') return readDashboardState()
  const dataset = await getDataset(subject.id)
  if (dataset?.status !== 'ready') return null
  await readIntact(dataset, () => Promise.resolve())
  return subject.kind === 'api' ? stateOfRows(dataset) : stateOfPage(await readFacts(dataset))
}
