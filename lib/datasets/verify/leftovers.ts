/** Files and folders in the storage that nothing refers to. */
import 'server-only'
import { isDatasetId } from '@/lib/dataset-id'
import { csvName, parquetName, RECEIPT_NAME } from '@/lib/datasets/files'
import { areObsolete } from '@/lib/datasets/recovery/sweep'
import { findUnnamed } from '@/lib/datasets/recovery/sweep-bucket'
import { type KnownDataset, listKnown } from '@/lib/datasets/recovery/known'
import type { Finding } from '@/lib/datasets/verify/finding'
import { formatQuantity } from '@/lib/format'
import { storage } from '@/lib/storage'
import type { FolderKind } from '@/lib/storage/storage'

const REPAIR = 'npm run verify -- --repair'

/** Anything younger may belong to work in progress. In milliseconds. */
const SETTLED_AFTER_MS = 60_000

/** Left by file systems and desktops in any folder. */
const HARMLESS = new Set(['lost+found', '.DS_Store', 'Thumbs.db', 'desktop.ini', '.gitkeep'])

const KINDS: FolderKind[] = ['datasets', 'parts', 'trash']

interface Entry {
  kind: FolderKind
  name: string
  /** Names inside it; empty when it is a file. */
  files: string[]
}

/**
 * Files are listed before the database is queried, as in the sweep, so a download that begins meanwhile is never
 * mistaken for one that has ended. Only what the sweep would handle is offered for repair. Folders of datasets that the
 * database does not know are not leftovers: see verify/unknown.ts.
 */
export async function findLeftovers(now = Date.now()): Promise<Finding[]> {
  if (storage.isRemote) return findInBucket(new Date(now))
  const entries = (await Promise.all(KINDS.map(listEntries))).flat()
  const known = await listKnown(new Date(now))
  const findings: Finding[] = []
  for (const entry of entries) {
    const { kind, name } = entry
    if (!isDatasetId(name)) {
      if (await isSettled([storage.entryPath(kind, name)], now)) findings.push(describeForeign(kind, name))
    } else if (kind === 'datasets') findings.push(...(await findForeignFiles(entry, now)))
    else if (await isSettled(pathsOf(entry), now)) {
      const finding = await (kind === 'parts' ? judgeParts : judgeTrash)(name, known.get(name), new Date(now))
      if (finding) findings.push(finding)
    }
  }
  return findings
}

/** Parts and trash of ended downloads go without saying: the sweep removes them every hour. */
async function findInBucket(now: Date): Promise<Finding[]> {
  const { keys, uploads } = await findUnnamed({ now })
  const found = keys.map((key) => `${key} in the bucket is named by nothing`)
  if (uploads > 0) found.push(`${formatQuantity(uploads, 'upload')} to the bucket never ended`)
  return found.map((what) => removable(null, what))
}

async function findForeignFiles({ kind, name, files }: Entry, now: number): Promise<Finding[]> {
  const own = new Set([csvName(name), parquetName(name), RECEIPT_NAME])
  const findings: Finding[] = []
  for (const file of files.filter((each) => !own.has(each))) {
    if (await isSettled([storage.entryPath(kind, name, file)], now))
      findings.push(describeStranger(name, file))
  }
  return findings
}

async function judgeParts(id: string, known: KnownDataset | undefined, now: Date): Promise<Finding | null> {
  if (!(await areObsolete(id, known, now))) return null
  return removable(id, `parts/${id} belongs to no download that is running or can be resumed`)
}

async function judgeTrash(id: string, known: KnownDataset | undefined): Promise<Finding | null> {
  if (known?.status !== 'ready') return removable(id, `trash/${id} was left behind by a deleted dataset`)
  const finding = { code: 'unknown-files', datasetId: id } as const
  if (!(await storage.hasFiles(id))) {
    const message = `trash/${id} holds the files of a dataset whose deletion was interrupted. They can be restored: ${REPAIR}`
    return { ...finding, message, repair: 'sweep' }
  }
  const message = `trash/${id} holds other files of a dataset whose own files are in place. Move them elsewhere.`
  return { ...finding, message, repair: null }
}

function removable(id: string | null, what: string): Finding {
  return {
    code: 'unknown-files',
    datasetId: id,
    message: `${what}. It can be removed: ${REPAIR}`,
    repair: 'sweep',
  }
}

function pathsOf({ kind, name, files }: Entry): string[] {
  return [storage.entryPath(kind, name), ...files.map((file) => storage.entryPath(kind, name, file))]
}

async function listEntries(kind: FolderKind): Promise<Entry[]> {
  const names = await listEntryNames(kind)
  return Promise.all(names.map(async (name) => ({ kind, name, files: await listEntryNames(kind, name) })))
}

async function listEntryNames(...path: Parameters<typeof storage.entryPath>): Promise<string[]> {
  return (await storage.listNames(storage.entryPath(...path))).filter((name) => !HARMLESS.has(name))
}

/** False when one of them has changed within the last minute, or is gone. */
async function isSettled(paths: string[], now: number): Promise<boolean> {
  const times = await Promise.all(paths.map(storage.modifiedAt))
  return times.every((time) => time !== null && now - time.getTime() > SETTLED_AFTER_MS)
}

function describeForeign(kind: FolderKind, name: string): Finding {
  return {
    code: 'unknown-files',
    datasetId: null,
    message: `${kind}/${name} was not created by Holocron. Move it elsewhere.`,
    repair: null,
  }
}

function describeStranger(id: string, file: string): Finding {
  const what = file.endsWith('.tmp') ? 'was left half-written' : 'is not a file of its dataset'
  return {
    code: 'unknown-files',
    datasetId: id,
    message: `datasets/${id}/${file} ${what}. Move it elsewhere.`,
    repair: null,
  }
}
