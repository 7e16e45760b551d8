/**
 * Copies of objects on this machine, named by their sha256, so that DuckDB and clients read files. Any number of processes
 * may share the folder. Each copy is fetched once at a time, checked while it is written, and renamed into place.
 */
import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type BigIntStats } from 'node:fs'
import { link, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cachePath, env } from '@/lib/env'
import { isMissing } from '@/lib/storage/local/files'
import { fetchObject } from '@/lib/storage/s3/objects'
import type { StoredObject } from '@/lib/storage/file'

/** A lock that has not been touched for this long belongs to a process that is gone. In milliseconds. */
const LOCK_STALE_MS = 10_000
const LOCK_TOUCHED_EVERY_MS = 2_000
const LOCK_POLL_MS = 50

const NAME = /^[0-9a-f]{64}$/
/** What a killed process leaves half-written goes when the cache is next tidied after this. In milliseconds. */
const UNFINISHED_KEPT_MS = 60 * 60_000

interface CacheState {
  fetching: Map<string, Promise<void>>
  /** The fingerprint of the copy that is known to have the sha256 it is named by. */
  proven: Map<string, string>
  /** Copies that this process reads at this moment, with how many times. */
  held: Map<string, number>
}

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & { holocronCache?: CacheState }

export function cacheState(): CacheState {
  return (globals.holocronCache ??= { fetching: new Map(), proven: new Map(), held: new Map() })
}

export function copyPath(sha256: string): string {
  return cachePath(sha256)
}

/** Makes sure that there is a copy, which the caller has yet to check: another process may have made it. */
export function ensureCopy(object: StoredObject): Promise<void> {
  const { fetching } = cacheState()
  const { sha256 } = object
  const running = fetching.get(sha256)
  if (running !== undefined) return running
  const fetch = fetchCopy(object).finally(() => fetching.delete(sha256))
  fetching.set(sha256, fetch)
  return fetch
}

async function fetchCopy(object: StoredObject): Promise<void> {
  const file = copyPath(object.sha256)
  if (await exists(file)) return
  await mkdir(path.dirname(file), { recursive: true })
  await withLock(
    `${file}.lock`,
    () => exists(file),
    () => fetchTwice(object, file),
  )
}

/** Wrong content may have become wrong on its way. @throws Error with code ENOENT or EBADHASH */
async function fetchTwice(object: StoredObject, file: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}.tmp`
  try {
    let outcome = await fetchObject(object, unfinished)
    if (outcome === 'wrong') outcome = await fetchObject(object, unfinished)
    if (outcome === 'missing') throw withCode('ENOENT', `there is no object ${object.key}`)
    if (outcome === 'wrong') throw withCode('EBADHASH', `the object ${object.key} has another content`)
    await settle(unfinished)
    await rename(unfinished, file)
    await noteProven(object.sha256, file)
  } finally {
    await rm(unfinished, { force: true })
  }
  await tidyCache(object.sha256)
}

export function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

/** Whole seconds survive `utimes`, so that the time of last use can be set without changing the other. */
async function settle(file: string): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  await utimes(file, now, now)
}

/**
 * Makes a file that was uploaded the copy of its object, without copying it: it must never be written again. A
 * convenience, so a failure is not one of the upload.
 */
export async function adoptCopy(file: string, sha256: string): Promise<void> {
  const copy = copyPath(sha256)
  await mkdir(path.dirname(copy), { recursive: true })
  await settle(file)
  await link(file, copy)
  await noteProven(sha256, copy)
  await tidyCache(sha256)
}

async function noteProven(sha256: string, file: string): Promise<void> {
  cacheState().proven.set(sha256, fingerprintOf(await stat(file, { bigint: true })))
}

/** Neither links nor the time of last use change it. */
export function fingerprintOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join('-')
}

/** Whether a copy, of which `facts` are known, has the sha256 it is named by. Hashes it unless that is known. */
export async function isRight(sha256: string, file: string, facts: BigIntStats): Promise<boolean> {
  const { proven } = cacheState()
  const fingerprint = fingerprintOf(facts)
  if (proven.get(sha256) === fingerprint) return true
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  if (hash.digest('hex') !== sha256) return false
  proven.set(sha256, fingerprint)
  return true
}

/** Removes a copy that turned out wrong, unless another has taken its place. */
export async function dropCopy(
  sha256: string,
  { dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>,
): Promise<void> {
  cacheState().proven.delete(sha256)
  const file = copyPath(sha256)
  const found = await stat(file, { bigint: true }).catch(() => null)
  if (found?.ino === ino && found.dev === dev) await rm(file, { force: true })
}

/** Runs work for one process at a time, unless `isDone` meanwhile. What the others wait for is bounded by the work. */
async function withLock(
  lock: string,
  isDone: () => Promise<boolean>,
  work: () => Promise<void>,
): Promise<void> {
  while (!(await takeLock(lock))) {
    await sleep(LOCK_POLL_MS)
    if (await isDone()) return
  }
  const touch = (): void => void utimes(lock, new Date(), new Date()).catch(() => undefined)
  const timer = setInterval(touch, LOCK_TOUCHED_EVERY_MS)
  timer.unref()
  try {
    if (!(await isDone())) await work()
  } finally {
    clearInterval(timer)
    await rm(lock, { force: true })
  }
}

/**
 * Two processes that find the same stale lock may both take it: then both fetch, which is wasteful but harmless, because
 * each writes a file of its own and renames it into place.
 */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = await stat(lock).catch(() => null)
  if (found !== null && Date.now() - found.mtimeMs > LOCK_STALE_MS) await rm(lock, { force: true })
  return false
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false
      throw error
    },
  )
}

/** Marks a copy as used now. */
export async function markUsed(file: string, { mtime }: BigIntStats): Promise<void> {
  await utimes(file, new Date(), mtime).catch(() => undefined)
}

/**
 * Removes the copies used longest ago until the others fit into CACHE_MAX_BYTES. The newest stays in any case, and so do
 * those that this process holds; what another process holds keeps its content, because a hold is a link of its own.
 */
export async function tidyCache(newest: string): Promise<void> {
  const { CACHE_DIR, CACHE_MAX_BYTES } = env()
  const { held } = cacheState()
  const copies: { name: string; bytes: number; usedAt: number }[] = []
  for (const name of await readdir(CACHE_DIR)) {
    const file = cachePath(name)
    // Another process may remove one at any time.
    const found = await stat(file).catch(() => null)
    if (!found?.isFile()) continue
    if (NAME.test(name)) copies.push({ name, bytes: found.size, usedAt: found.atimeMs })
    else if (/\.(tmp|lock)$/.test(name) && Date.now() - found.mtimeMs > UNFINISHED_KEPT_MS)
      await rm(file, { force: true })
  }
  let bytes = 0
  for (const copy of copies.sort((a, b) => b.usedAt - a.usedAt)) {
    bytes += copy.bytes
    if (bytes > CACHE_MAX_BYTES && copy.name !== newest && !held.has(copy.name))
      await rm(cachePath(copy.name), { force: true })
  }
}
