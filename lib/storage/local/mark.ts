/** A file in the storage's root that tells this storage from every other. */
import 'server-only'
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { env, storagePath } from '@/lib/env'
import { isMissing } from '@/lib/storage/local/files'

const FILE_NAME = 'storage-id'
const MARK = /^[0-9a-f]{16,64}$/

/** Errors of `link` where files cannot have two names. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'])

export async function readStorageMark({ create }: { create: boolean }): Promise<string | null> {
  const mark = await readMark()
  if (mark !== null || !create) return mark
  await writeMark(randomBytes(16).toString('hex'))
  return readMark()
}

function markPath(): string {
  return storagePath(FILE_NAME)
}

async function readMark(): Promise<string | null> {
  try {
    const text = (await readFile(markPath(), 'utf8')).trim()
    return MARK.test(text) ? text : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** The file appears complete. Of several processes that write one at the same time, the first wins. */
async function writeMark(mark: string): Promise<void> {
  const temp = `${markPath()}.${randomBytes(4).toString('hex')}.tmp`
  await mkdir(env().STORAGE_DIR, { recursive: true })
  try {
    await writeFile(temp, `${mark}\n`)
    await link(temp, markPath()).catch(async (error: NodeJS.ErrnoException) => {
      const isUnreadable = error.code === 'EEXIST' && (await readMark()) === null
      if (isUnreadable || NO_LINKS.has(error.code ?? '')) await rename(temp, markPath())
      else if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(temp, { force: true })
  }
}
