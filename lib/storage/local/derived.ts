/** Files that can be made again from published ones at any time: kept while they are used, within bounds. */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { storagePath } from '@/lib/env'

/** Of each kind; those used longest ago go first. */
const KEPT = { files: 100, bytes: 1_000_000_000 }

/**
 * The path of a derived file, made through `write` unless it is there. It lies where queries spill, in a folder of its
 * kind, and may be removed as soon as others are made: open it at once.
 */
export async function ensureDerivedFile(
  kind: string,
  name: string,
  write: (tempPath: string) => Promise<void>,
): Promise<string> {
  const folder = storagePath('tmp', kind)
  const file = path.join(folder, name)
  if (await markUsed(file)) return file
  await mkdir(folder, { recursive: true })
  const unfinished = path.join(folder, `${name}.${randomUUID()}.tmp`)
  try {
    await write(unfinished)
    await rename(unfinished, file)
  } finally {
    await rm(unfinished, { force: true })
  }
  await forgetOld(folder, name)
  return file
}

/** The text of a derived file, which counts as a use of it; null when it does not exist. */
export async function readDerivedText(kind: string, name: string): Promise<string | null> {
  const file = storagePath('tmp', kind, name)
  if (!(await markUsed(file))) return null
  // Another process may have removed it in the meantime.
  return readFile(file, 'utf8').catch(() => null)
}

/** Removes a derived file that turned out to be unreadable. */
export async function removeDerivedFile(kind: string, name: string): Promise<void> {
  await rm(storagePath('tmp', kind, name), { force: true })
}

/** The time of last use decides which files go first. False when there is no such file. */
async function markUsed(file: string): Promise<boolean> {
  const now = new Date()
  return utimes(file, now, now).then(
    () => true,
    () => false,
  )
}

async function forgetOld(folder: string, newest: string): Promise<void> {
  const found = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const facts = await stat(path.join(folder, name)).catch(() => null) // another process may have removed it
      return { name, usedAt: facts?.mtimeMs ?? 0, bytes: facts?.size ?? 0 }
    }),
  )
  let [files, bytes] = [0, 0]
  for (const one of found.sort((a, b) => b.usedAt - a.usedAt)) {
    files += 1
    bytes += one.bytes
    const fits = files <= KEPT.files && bytes <= KEPT.bytes
    if (!fits && one.name !== newest) await rm(path.join(folder, one.name), { force: true })
  }
}
