/** A full or read-only disk: the download fails with a reason or waits, and ready datasets stay readable. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Facts } from './commands'
import { Holocron, RefusedError } from './holocron'
import { findFault, judge, verify, within } from './oracle'
import { startSource, type Source } from './source'
import { leaveRoom, mountTmpfs, remount, unmount } from './tmpfs'
import { notRoot, type Bench, type Trial } from './trial'

const PLENTY_KB = 512 * 1024
const LONGEST_MS = 120_000
/** Long enough for all retries of a step, in milliseconds. */
const TIMEOUT_MS = 12_000
/** Enough for a download of several megabytes. */
const PEOPLE = 20_000
const LANES = 2

/** A storage folder on a separate file system, with a ready dataset in it. */
async function openDisk(
  bench: Bench,
  source: Source,
  env: Record<string, string> = {},
): Promise<{ folder: string; holocron: Holocron; ready: Facts }> {
  const folder = bench.folder()
  mountTmpfs(folder, PLENTY_KB)
  const holocron = await Holocron.start({ storageDir: folder, sources: [source.url, 'archive'], env })
  const { id } = await holocron.call<{ id: string }>('download', 'archive')
  return { folder, holocron, ready: await holocron.wait(id) }
}

/** A ready dataset can be read, whatever else happens. */
async function readReady(bench: Bench, holocron: Holocron, { id }: Facts, when: string): Promise<void> {
  try {
    const rows = await within(20_000, 'Reading rows', holocron.call<number>('rows', id))
    bench.check(rows === 50, `${when}: ${rows} rows were read instead of 50`)
  } catch (error) {
    bench.fail(`${when}: the ready dataset could not be read: ${String(error)}`)
  }
}

/** Downloads on the disk in its current state: null if refused; `ended` is null while it waits. */
async function tryDownload(
  bench: Bench,
  holocron: Holocron,
  source: Source,
  when: string,
): Promise<{ id: string; ended: Facts | null } | null> {
  try {
    const { id } = await holocron.call<{ id: string }>('download', source.url)
    return { id, ended: await within(TIMEOUT_MS, 'It', holocron.wait(id)).catch(() => null) }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    bench.count('refused')
    bench.check(
      /^[a-z_]+$/.test(error.code ?? ''),
      `${when}: the click was refused without a clear message: ${lastLine(error.message)}`,
    )
    return null
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

async function fillAt(
  bench: Bench,
  source: Source,
  hashes: { archive: Source },
  kilobytes: number,
): Promise<void> {
  const when = `with ${kilobytes} kB left`
  const { folder, holocron, ready } = await openDisk(bench, source)
  leaveRoom(folder, kilobytes)
  const tried = await tryDownload(bench, holocron, source, when)
  await readReady(bench, holocron, ready, when)
  if (tried?.ended) judge(bench, folder, tried.ended, source.hashes, when)
  else if (tried) bench.count('waiting')

  remount(folder, `size=${PLENTY_KB}k`)
  const id = tried?.id ?? (await holocron.call<{ id: string }>('download', source.url)).id
  let ended = await within(LONGEST_MS, 'It', holocron.wait(id))
  if (ended.status === 'failed') {
    await holocron.call('retry', id)
    ended = await within(LONGEST_MS, 'The retry', holocron.wait(id))
  }
  bench.check(ended.status === 'ready', `${when}, then plenty: it is ${ended.status}: ${ended.error}`)
  const lost = [findFault(folder, ended, source.hashes), findFault(folder, ready, hashes.archive.hashes)]
  for (const fault of lost) if (fault !== null) bench.fail(`${when}, then plenty: ${fault}`)
  await verify(bench, holocron, `${when}, then plenty`)
  await holocron.stop()
  unmount(folder)
}

async function fillDisk(bench: Bench): Promise<void> {
  const source = await startSource({ count: PEOPLE, pageSize: 500, keepRequests: false })
  const archive = await startSource()
  const offsets = bench.pick({ full: 20, quick: 4, smoke: 1 })
  const limit = pLimit(LANES)
  // Closer together where little space is left, because of the small files.
  const sizes = Array.from(
    { length: offsets },
    (_, index) => Math.round(8 * 1.42 ** ((index * 20) / offsets)) + bench.between(0, 8),
  )
  await Promise.all(
    sizes.map((kilobytes) =>
      limit(() =>
        fillAt(bench, source, { archive }, kilobytes).catch((error: unknown) =>
          bench.fail(`with ${kilobytes} kB left: ${String(error)}`),
        ),
      ),
    ),
  )
  bench.notes.push(`${Math.min(...sizes)} to ${Math.max(...sizes)} kB left`)
  await Promise.all([source.close(), archive.close()])
}

async function makeReadOnly(bench: Bench): Promise<void> {
  const source = await startSource({ delayMs: 100 })
  const database = path.join(bench.folder(), 'database')
  mkdirSync(database)
  // The database is on another disk, because its open files would keep this one from becoming read-only.
  const { folder, holocron, ready } = await openDisk(bench, source, {
    DATABASE_URL: `file:${path.join(database, 'holocron.db')}`,
  })
  const { id } = await holocron.call<{ id: string }>('download', source.url)
  await sleep(bench.between(0, 700))
  await makeSo(folder, 'ro')
  const facts = await within(LONGEST_MS, 'The download', holocron.wait(id))
  judge(bench, folder, facts, source.hashes, 'read-only')
  await readReady(bench, holocron, ready, 'read-only')
  await makeSo(folder, 'rw')
  if (facts.status === 'failed') {
    await holocron.call('retry', id)
    judge(
      bench,
      folder,
      await within(LONGEST_MS, 'The retry', holocron.wait(id)),
      source.hashes,
      'writable again',
    )
  }
  await verify(bench, holocron, 'writable again')
  await holocron.stop()
  unmount(folder)
  await source.close()
}

/** Retried because the system refuses it while a file is open for writing, which is only for a moment. */
async function makeSo(folder: string, option: 'ro' | 'rw'): Promise<void> {
  for (const deadline = Date.now() + 10_000; ;) {
    try {
      return remount(folder, option)
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(5)
    }
  }
}

export const diskTrials: Trial[] = [
  {
    area: 'disk',
    name: 'full at 20 points of a download, then room again',
    figure:
      'fails with a reason or waits, then ends ready by itself or by a retry; what was ready stays readable and intact',
    obstacle: notRoot,
    run: fillDisk,
  },
  {
    area: 'disk',
    name: 'read-only in mid-download, then writable again',
    figure: 'the same',
    obstacle: notRoot,
    run: makeReadOnly,
  },
]
