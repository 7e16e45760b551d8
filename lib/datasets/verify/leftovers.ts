/** Files and folders in the storage that nothing refers to. */
import 'server-only'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { csvName, parquetName } from '@/lib/datasets/file-names'
import { listLiveIds } from '@/lib/datasets/store'
import type { Finding } from '@/lib/datasets/verify/finding'
import { env } from '@/lib/env'
import { isDatasetId } from '@/lib/storage'

/** What is younger may belong to somebody who is at work just now. In milliseconds. */
const SETTLED_AFTER_MS = 60_000

/** Left by file systems and desktops, wherever they look. */
const HARMLESS = new Set(['lost+found', '.DS_Store', 'Thumbs.db', 'desktop.ini', '.gitkeep'])

const KINDS = ['datasets', 'parts'] as const

type Kind = (typeof KINDS)[number]

interface Entry {
  kind: Kind
  name: string
  /** Inside it; none when it is a file. */
  files: string[]
}

/**
 * Files are listed before the datasets are, as the sweep does, so a download that begins meanwhile is never taken for
 * an orphan. Only what the sweep would remove is offered for repair.
 */
export async function findLeftovers(now = Date.now()): Promise<Finding[]> {
  const entries = (await Promise.all(KINDS.map(listEntries))).flat()
  const live = await listLiveIds(new Date(now))
  const isLive = { datasets: new Set(live.datasets), parts: new Set(live.parts) }
  const findings: Finding[] = []
  for (const entry of entries) {
    const { kind, name } = entry
    if (!isDatasetId(name)) {
      if (await isSettled([entryPath(kind, name)], now)) findings.push(describeForeign(kind, name))
    } else if (!isLive[kind].has(name)) {
      const paths = [entryPath(kind, name), ...entry.files.map((file) => entryPath(kind, name, file))]
      if (await isSettled(paths, now)) findings.push(describeOrphan(kind, name))
    } else if (kind === 'datasets') {
      const own = new Set([csvName(name), parquetName(name)])
      for (const file of entry.files.filter((each) => !own.has(each))) {
        if (await isSettled([entryPath(kind, name, file)], now)) findings.push(describeStranger(name, file))
      }
    }
  }
  return findings
}

async function listEntries(kind: Kind): Promise<Entry[]> {
  const names = await listNames(entryPath(kind))
  return Promise.all(
    names
      .sort()
      .map(async (name) => ({ kind, name, files: (await listNames(entryPath(kind, name))).sort() })),
  )
}

/** None of what is no folder, or gone. */
async function listNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  return names.filter((name) => !HARMLESS.has(name))
}

/** False when one of them has changed within the last minute, or is gone. */
async function isSettled(paths: string[], now: number): Promise<boolean> {
  try {
    const stats = await Promise.all(paths.map((each) => stat(each)))
    return stats.every(({ mtimeMs }) => now - mtimeMs > SETTLED_AFTER_MS)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

function entryPath(kind: Kind, ...names: string[]): string {
  return path.join(env().STORAGE_DIR, kind, ...names)
}

function describeForeign(kind: Kind, name: string): Finding {
  return {
    code: 'I5',
    datasetId: null,
    message: `${kind}/${name} was not made by Holocron. Move it elsewhere.`,
    repair: null,
  }
}

function describeOrphan(kind: Kind, id: string): Finding {
  const what =
    kind === 'datasets'
      ? `datasets/${id} belongs to no dataset`
      : `parts/${id} belongs to no download that runs or can be resumed`
  return {
    code: 'I5',
    datasetId: id,
    message: `${what}. It can be removed: npm run verify -- --repair`,
    repair: 'remove',
  }
}

function describeStranger(id: string, file: string): Finding {
  const what = file.endsWith('.tmp') ? 'was left half-written' : 'is no file of its dataset'
  return {
    code: 'I5',
    datasetId: id,
    message: `datasets/${id}/${file} ${what}. Remove it, or move it elsewhere.`,
    repair: null,
  }
}
