import 'server-only'
import { randomUUID } from 'node:crypto'
import { type Client, createClient } from '@libsql/client'

interface Observer {
  /** Distinguishes connections, each of which counts for itself. */
  id: string
  url: string
  client: Client
}

const globals = globalThis as typeof globalThis & { holocronObserver?: Observer | undefined }

/**
 * The version of a SQLite database, in 30 µs: it counts the commits of other connections
 * (https://sqlite.org/pragma.html#pragma_data_version), so this takes one that never writes. It never waits: null for a
 * database that is locked or cannot be opened.
 */
export async function readSqliteVersion(url: string): Promise<string | null> {
  if (globals.holocronObserver?.url !== url) closeObserver()
  try {
    const { id, client } = (globals.holocronObserver ??= open(url))
    const { rows } = await client.execute('PRAGMA data_version')
    return `${id} ${String(rows[0]?.[0])}`
  } catch {
    // A connection that met a lock is of no more use (lib/db/sqlite-adapter.ts).
    closeObserver()
    return null
  }
}

export function closeObserver(): void {
  globals.holocronObserver?.client.close()
  globals.holocronObserver = undefined
}

function open(url: string): Observer {
  return { id: randomUUID(), url, client: createClient({ url, timeout: 0, concurrency: 1 }) }
}
