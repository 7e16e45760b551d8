/** Opens DuckDB restricted to the storage folder, with a memory limit and a folder to spill to. */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DuckDBInstance } from '@duckdb/node-api'
import { openLowPriority } from '@/lib/duckdb/background'
import { quoteText } from '@/lib/duckdb/quote'
import { env, storagePath } from '@/lib/env'

/**
 * What DuckDB may keep of memory that it has freed, when a task is done. Its default of 128 MB is as much as all that a lane may
 * use, and the process would never be rid of it.
 */
const KEPT_FREE_MEMORY = '1MB'

/** How the names of these folders start. */
const SPILL = 'duckdb-'

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000

export interface InstanceSize {
  /** Own threads; the calling thread works along with them, except in `readInBackground`. */
  threads: number
  /** Whether these threads have a lower priority than all others. */
  lowPriority?: boolean
  /** In DuckDB syntax: `512MB`. The process uses somewhat more. */
  memoryLimit: string
  /** False to remember nothing about files: those of running downloads are read a few times, and then gone. */
  keepsFiles?: boolean
}

export async function openInstance(size: InstanceSize): Promise<DuckDBInstance> {
  const { threads, lowPriority = false, memoryLimit, keepsFiles = true } = size
  const { STORAGE_DIR, S3_BUCKET, CACHE_DIR, DUCKDB_SPILL_LIMIT } = env()
  const folders = [STORAGE_DIR, ...(S3_BUCKET === undefined ? [] : [CACHE_DIR])]
  const spill = await nameSpillFolder(storagePath('tmp'))
  // Loaded only now: it takes a tenth of the time of a start, and 20 MB.
  const duckDb = await import('@duckdb/node-api')
  const create = (): Promise<DuckDBInstance> =>
    duckDb.DuckDBInstance.create(':memory:', {
      // DuckDB includes the calling thread.
      threads: String(threads + 1),
      memory_limit: memoryLimit,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    })
  const instance = await (lowPriority ? openLowPriority(threads, create) : create())
  const connection = await instance.connect()
  // The order matters: the spill limit holds only if set after the folder, and access can only be narrowed while the
  // configuration is still open.
  for (const setting of [
    `GLOBAL allocator_flush_threshold = '${KEPT_FREE_MEMORY}'`,
    `GLOBAL allocator_bulk_deallocation_flush_threshold = '${KEPT_FREE_MEMORY}'`,
    `temp_directory = ${quoteText(spill)}`,
    `max_temp_directory_size = ${quoteText(DUCKDB_SPILL_LIMIT)}`,
    `GLOBAL parquet_metadata_cache = ${keepsFiles}`,
    ...(keepsFiles ? [] : ['GLOBAL enable_external_file_cache = false']),
    `allowed_directories = [${folders.map(quoteText).join(', ')}]`,
    'enable_external_access = false',
    'lock_configuration = true',
  ]) {
    await connection.run(`SET ${setting}`)
  }
  connection.closeSync()
  return instance
}

/**
 * Names a folder, unique to this instance, for what does not fit in memory: DuckDB creates it when needed and
 * removes it at the end. What killed processes left behind is removed after a week; folders of other names are not.
 */
async function nameSpillFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name)
    // Other processes may remove theirs at any time.
    const found = await stat(folder).catch(() => undefined)
    const isLeftover = !found?.isDirectory() || name.startsWith(SPILL)
    if (found && isLeftover && Date.now() - found.mtimeMs > WEEK_MS)
      await rm(folder, { recursive: true, force: true })
  }
  return path.join(parent, `${SPILL}${randomUUID()}`)
}
