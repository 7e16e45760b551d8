/** What must hold after every trial. lib/datasets/verify checks the storage, this file bytes and failures. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Facts } from './commands'
import type { Holocron } from './holocron'
import type { Bench } from './trial'

/** SHA-256 of a dataset’s two files. */
export interface Hashes {
  csv: string
  parquet: string
}

/** The message for unexpected errors, which is not a reason that a user can act on. */
const NO_REASON = /^Something went wrong inside Holocron/

export function hashFiles(storageDir: string, { id, fileName }: Facts): Hashes {
  const hash = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(path.join(storageDir, 'datasets', id, file)))
      .digest('hex')
  return { csv: hash(fileName), parquet: hash(fileName.replace(/csv$/, 'parquet')) }
}

/** Names of the parts that a download has finished. */
export function listParts(storageDir: string, id: string): string[] {
  const folder = path.join(storageDir, 'parts', id)
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.tmp')) : []
}

/** What is wrong with how a download ended; null if it is ready and correct, or failed with a reason. */
export function findFault(storageDir: string, facts: Facts, hashes: Hashes): string | null {
  const folder = path.join(storageDir, 'datasets', facts.id)
  if (facts.status === 'ready') {
    try {
      const found = hashFiles(storageDir, facts)
      if (found.csv !== hashes.csv) return 'its CSV differs from an undisturbed run’s'
      return found.parquet === hashes.parquet ? null : 'its Parquet file differs from an undisturbed run’s'
    } catch (error) {
      return `it is ready without its files: ${String(error)}`
    }
  }
  if (existsSync(folder)) return `it is ${facts.status} and has files`
  if (facts.status === 'cancelled') return null
  if (facts.status !== 'failed') return `it is still ${facts.status}`
  if (!facts.error?.endsWith('.')) return `it failed without a clear message: ${facts.error}`
  return NO_REASON.test(facts.error) ? 'it failed without a reason (“Something went wrong…”)' : null
}

/** Counts how a download ended, and reports what is wrong with it. */
export function judge(bench: Bench, storageDir: string, facts: Facts, hashes: Hashes, when: string): void {
  bench.count(facts.status)
  const fault = findFault(storageDir, facts, hashes)
  if (fault !== null) bench.fail(`${when}: ${fault} (${facts.id}, attempt ${facts.attempt})`)
}

/** Checks the nine rules over everything in the storage. */
export async function verify(bench: Bench, holocron: Holocron, when: string): Promise<void> {
  const { findings } = await holocron.call<{ findings: string[] }>('verify')
  for (const finding of findings) bench.fail(`${when}: ${finding}`)
}

/** Rejects if it takes longer: a trial must end, whatever it finds. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms / 1000} s.`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
