/** Files and folders in the storage that nothing refers to. */
import 'server-only'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { csvName, parquetName, RECEIPT_NAME } from '@/lib/datasets/file-names'
import { listKnown, type KnownDataset } from '@/lib/datasets/store'
import { areForgotten } from '@/lib/datasets/sweep'
import type { Finding } from '@/lib/datasets/verify/finding'
import { env } from '@/lib/env'
import { hasFiles, isDatasetId, type FolderKind } from '@/lib/storage'

const MEND = 'npm run verify -- --repair'

/** What is younger may belong to somebody who is at work just now. In milliseconds. */
const SETTLED_AFTER_MS = 60_000

/** Left by file systems and desktops, wherever they look. */
const HARMLESS = new Set(['lost+found', '.DS_Store', 'Thumbs.db', 'desktop.ini', '.gitkeep'])

const KINDS: FolderKind[] = ['datasets', 'parts', 'trash']

interface Entry {
  kind: FolderKind
  name: string
  /** Inside it; none when it is a file. */
  files: string[]
}

/**
 * Files are listed before the database is asked, as the sweep does, so a download that begins meanwhile is never taken
 * for one that has ended. Only what the sweep would remove is offered for repair. Folders of datasets that the database
 * does not know are no leftovers: verify/unknown.ts.
 */
export async function findLeftovers(now = Date.now()): Promise<Finding[]> {
  const entries = (await Promise.all(KINDS.map(listEntries))).flat()
  const known = await listKnown(new Date(now))
  const findings: Finding[] = []
  for (const entry of entries) {
    const { kind, name } = entry
    if (!isDatasetId(name)) {
      if (await isSettled([entryPath(kind, name)], now)) findings.push(describeForeign(kind, name))
    } else if (kind === 'datasets') findings.push(...(await findStrangers(entry, now)))
    else if (await isSettled(pathsOf(entry), now)) {
      const finding = await (kind === 'parts' ? judgeParts : judgeTrash)(name, known.get(name), new Date(now))
      if (finding) findings.push(finding)
    }
  }
  return findings
}

async function findStrangers({ kind, name, files }: Entry, now: number): Promise<Finding[]> {
  const own = new Set([csvName(name), parquetName(name), RECEIPT_NAME])
  const findings: Finding[] = []
  for (const file of files.filter((each) => !own.has(each))) {
    if (await isSettled([entryPath(kind, name, file)], now)) findings.push(describeStranger(name, file))
  }
  return findings
}

async function judgeParts(id: string, known: KnownDataset | undefined, now: Date): Promise<Finding | null> {
  if (!(await areForgotten(id, known, now))) return null
  return removable(id, `parts/${id} belongs to no download that runs or can be resumed`)
}

async function judgeTrash(id: string, known: KnownDataset | undefined): Promise<Finding | null> {
  if (known?.status !== 'ready') return removable(id, `trash/${id} was left of a dataset that was deleted`)
  const finding = { code: 'I5', datasetId: id } as const
  if (!(await hasFiles(id))) {
    const message = `trash/${id} holds the files of a dataset whose deletion was interrupted. They can be put back: ${MEND}`
    return { ...finding, message, repair: 'sweep' }
  }
  const message = `trash/${id} holds other files of a dataset that has its own. Move them elsewhere.`
  return { ...finding, message, repair: null }
}

function removable(id: string, what: string): Finding {
  return { code: 'I5', datasetId: id, message: `${what}. It can be removed: ${MEND}`, repair: 'sweep' }
}

function pathsOf({ kind, name, files }: Entry): string[] {
  return [entryPath(kind, name), ...files.map((file) => entryPath(kind, name, file))]
}

async function listEntries(kind: FolderKind): Promise<Entry[]> {
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

function entryPath(kind: FolderKind, ...names: string[]): string {
  return path.join(env().STORAGE_DIR, kind, ...names)
}

function describeForeign(kind: FolderKind, name: string): Finding {
  return {
    code: 'I5',
    datasetId: null,
    message: `${kind}/${name} was not made by Holocron. Move it elsewhere.`,
    repair: null,
  }
}

function describeStranger(id: string, file: string): Finding {
  const what = file.endsWith('.tmp') ? 'was left half-written' : 'is no file of its dataset'
  return {
    code: 'I5',
    datasetId: id,
    message: `datasets/${id}/${file} ${what}. Move it elsewhere.`,
    repair: null,
  }
}
