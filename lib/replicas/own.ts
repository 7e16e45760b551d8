/** What this process tells the others about itself, and what it knows about them. */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { buildId } from '@/lib/connection'
import { log } from '@/lib/log'
import { describeMachine, isSameMachine } from '@/lib/replicas/machine'
import { listOthers, removeReplica, type Replica, saveReplica } from '@/lib/replicas/store'
import { storage } from '@/lib/storage'
import { isPostgresql } from '@/lib/db/client'
import { env } from '@/lib/env'

interface Own {
  replica: Replica
  /** The processes that see another storage, as of the last sign of life. */
  apart: Replica[]
  isStopped: boolean
}

/** On globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & { holocronReplica?: Own | undefined }

/**
 * Several processes on one machine can share SQLite's file, but not several machines.
 * @throws Error when another machine uses this SQLite database
 */
export async function assertOneMachine(): Promise<void> {
  if (isPostgresql(env().DATABASE_URL)) return
  const machine = await describeMachine()
  const other = (await listOthers(null)).find((each) => !isSameMachine(each, machine))
  if (other === undefined) return
  throw new Error(
    `Another Holocron, on the machine ${other.host}, is using this SQLite database, which only one machine can do ` +
      'without damaging it. Stop the other one and wait a minute, or let both use PostgreSQL (DATABASE_URL).',
  )
}

/** The first sign of life of this process. Never throws; need not be awaited. */
export async function joinReplicas(): Promise<void> {
  const machine = await describeMachine()
  const facts = { build: buildId(), storageMark: null, startedAt: new Date() }
  const replica: Replica = { id: randomUUID(), ...machine, ...facts }
  const own: Own = { replica, apart: [], isStopped: false }
  globals.holocronReplica = own
  try {
    replica.storageMark = await storage.readStorageMark({ create: true })
  } catch (error) {
    log.warn({ err: error }, 'the storage cannot be marked, so other servers cannot tell whether they see it')
  }
  await renewReplica().catch((error: unknown) => log.warn({ err: error }, 'could not join the other servers'))
}

/** A sign of life: renews the row of this process, and looks at the others. */
export async function renewReplica(): Promise<void> {
  const own = globals.holocronReplica
  if (own === undefined || own.isStopped) return
  await saveReplica(own.replica)
  // It was stopped meanwhile, and its row has been written again.
  if (own.isStopped) return removeReplica(own.replica.id)
  const others = await listOthers(own.replica.id)
  const apart = others.filter(({ storageMark }) => isOther(storageMark, own.replica.storageMark))
  if (apart.length > own.apart.length) warnOf(apart)
  own.apart = apart
}

/** Tells the others that this process has stopped. */
export async function leaveReplicas(): Promise<void> {
  const own = globals.holocronReplica
  if (own === undefined) return
  own.isStopped = true
  await removeReplica(own.replica.id)
}

/** How many servers see another storage than this one, as of the last sign of life. */
export function countApart(): number {
  return globals.holocronReplica?.apart.length ?? 0
}

/** The mark of the storage that this process started with; null when it is not known. */
export function ownStorageMark(): string | null {
  return globals.holocronReplica?.replica.storageMark ?? null
}

/** The marks of storages that other servers see. */
export async function listOtherMarks(): Promise<string[]> {
  const others = await listOthers(globals.holocronReplica?.replica.id ?? null)
  return others.flatMap(({ storageMark }) => storageMark ?? [])
}

function isOther(mark: string | null, own: string | null): boolean {
  return mark !== null && own !== null && mark !== own
}

function warnOf(apart: Replica[]): void {
  log.error(
    { hosts: apart.map(({ host }) => host) },
    'Other servers on this database see another storage, so each can open only part of the datasets. Let all use ' +
      'one storage (the same shared folder as STORAGE_DIR), and restart them. Nothing was deleted.',
  )
}
