/**
 * Holds copies while they are read: each is linked into a folder of this process, so that whatever happens to the cache,
 * the path that a reader has still leads to the content that was checked.
 */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { rmSync, type BigIntStats } from 'node:fs'
import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { cachePath } from '@/lib/env'
import {
  cacheState,
  copyPath,
  dropCopy,
  ensureCopy,
  fingerprintOf,
  isRight,
  markUsed,
  withCode,
} from '@/lib/storage/s3/cache'
import type { HeldFile, StoredObject } from '@/lib/storage/file'

/** A folder of another machine's process, which cannot be asked whether it is still there. In milliseconds. */
const FOREIGN_KEPT_MS = 24 * 60 * 60_000
/** How long a link stays after its last use, in milliseconds. */
const LINGER_MS = 30_000
/** Copies are marked as used at most this often, in milliseconds. */
const MARK_EVERY_MS = 60_000

interface HoldState {
  folder: Promise<string> | undefined
  /** Links being made or removed, so that of several at once one does it. */
  changing: Map<string, Promise<unknown>>
  markedAt: Map<string, number>
  /** Links that nobody uses at this moment, about to be removed. */
  ending: Map<string, NodeJS.Timeout>
}

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & { holocronHolds?: HoldState }

function state(): HoldState {
  return (globals.holocronHolds ??= {
    folder: undefined,
    changing: new Map(),
    markedAt: new Map(),
    ending: new Map(),
  })
}

/**
 * Holds the copy of an object, fetched unless it is there and as it should be. The path is the same for each hold of the
 * same content, so that DuckDB's knowledge of the file stays useful.
 * @param extension of the path, which DuckDB shows in its messages
 */
export async function holdCopy(object: StoredObject, extension: string, hashUpTo: number): Promise<HeldFile> {
  const { sha256, byteSize } = object
  const held = path.join(await ownFolder(), `${sha256}${extension}`)
  for (let round = 1; ; round += 1) {
    await take(object, held)
    try {
      const facts = await stat(held, { bigint: true })
      const known = byteSize > hashUpTo ? cacheState().proven.get(sha256) === fingerprintOf(facts) : undefined
      const isGood =
        Number(facts.size) === byteSize && (known !== undefined || (await isRight(sha256, held, facts)))
      if (isGood) return describeHold(object, held, facts, known ?? true)
      await dropCopy(sha256, facts)
    } catch (error) {
      await release(sha256, held)
      throw error
    }
    await letGoOfWrong(sha256, held)
    if (round === 3)
      throw withCode('EBADHASH', `copies of ${object.key} are changed as soon as they are made`)
  }
}

function describeHold(object: StoredObject, held: string, facts: BigIntStats, isProven: boolean): HeldFile {
  const { sha256, byteSize } = object
  noteUse(sha256, held, facts)
  let isReleased = false
  return {
    path: held,
    byteSize,
    fingerprint: fingerprintOf(facts),
    sha256: isProven ? sha256 : undefined,
    release: async () => {
      if (isReleased) return
      isReleased = true
      await release(sha256, held)
    },
    discard: async () => {
      await dropCopy(sha256, facts)
      await rm(held, { force: true })
      return true
    },
  }
}

function noteUse(sha256: string, held: string, facts: BigIntStats): void {
  const { markedAt } = state()
  if (Date.now() - (markedAt.get(sha256) ?? 0) < MARK_EVERY_MS) return
  markedAt.set(sha256, Date.now())
  void markUsed(held, facts)
}

/** Counts a reader, and makes the link for the first one. */
async function take(object: StoredObject, held: string): Promise<void> {
  const counts = cacheState().held
  const { sha256 } = object
  counts.set(sha256, (counts.get(sha256) ?? 0) + 1)
  try {
    await inTurn(sha256, async () => {
      for (let tries = 1; !(await exists(held)); tries += 1) {
        await ensureCopy(object)
        await linkCopy(copyPath(sha256), held).catch(async (error: unknown) => {
          // Another process has tidied the cache in between, or somebody has removed all of it.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 5) throw error
          await mkdir(path.dirname(held), { recursive: true })
        })
      }
    })
  } catch (error) {
    await release(sha256, held)
    throw error
  }
}

async function linkCopy(copy: string, held: string): Promise<void> {
  await link(copy, held).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return
    // Some file systems know no links.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EXDEV', 'EMLINK'].includes(error.code ?? '')) throw error
    await copyFile(copy, held)
  })
}

/** The link stays a little longer, because the next page of the same dataset is likely to follow. */
async function release(sha256: string, held: string): Promise<void> {
  const counts = cacheState().held
  const left = (counts.get(sha256) ?? 1) - 1
  if (left > 0) return void counts.set(sha256, left)
  counts.delete(sha256)
  const { ending } = state()
  clearTimeout(ending.get(sha256))
  const unlink = async (): Promise<void> => {
    ending.delete(sha256)
    if (!counts.has(sha256)) await rm(held, { force: true })
  }
  ending.set(sha256, setTimeout(() => void inTurn(sha256, unlink).catch(() => undefined), LINGER_MS).unref())
  return Promise.resolve()
}

/** A wrong copy is linked no longer, even if others hold it: their next look finds out the same. */
async function letGoOfWrong(sha256: string, held: string): Promise<void> {
  await inTurn(sha256, () => rm(held, { force: true }))
  await release(sha256, held)
}

async function inTurn<T>(sha256: string, work: () => Promise<T>): Promise<T> {
  const { changing } = state()
  const turn = (changing.get(sha256) ?? Promise.resolve()).catch(() => undefined).then(work)
  changing.set(sha256, turn)
  try {
    return await turn
  } finally {
    if (changing.get(sha256) === turn) changing.delete(sha256)
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

/** The folder of this process, made when it is first needed. */
async function ownFolder(): Promise<string> {
  const own = state()
  const folder = await (own.folder ??= makeFolder().catch((error: unknown) => {
    own.folder = undefined
    throw error
  }))
  return folder
}

async function makeFolder(): Promise<string> {
  const all = cachePath('held')
  const folder = path.join(all, `${hostname()}_${process.pid}_${randomUUID().slice(0, 8)}`)
  await mkdir(folder, { recursive: true })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await removeAbandoned(all)
  return folder
}

/** Folders of processes that were killed: of this machine's by their number, of others' by their age. */
async function removeAbandoned(all: string): Promise<void> {
  for (const name of await readdir(all)) {
    const [host, pid] = name.split('_')
    const folder = path.join(all, name)
    const found = await stat(folder).catch(() => null)
    if (found === null) continue
    const isOver =
      host === hostname() ? !isRunning(Number(pid)) : Date.now() - found.mtimeMs > FOREIGN_KEPT_MS
    if (isOver) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
