/** sqlite3 as a peer: imports a CSV once into a table, then runs the same queries as Holocron. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { measureProgram } from './measure'

export interface SqlitePeer {
  /** How long the import took, in milliseconds. */
  importMs: number
  /** How long statements take, in milliseconds, including the program's start. */
  time(sql: string): number
  close(): void
}

/** Imports a CSV as the table `people`. Returns how long it took, in milliseconds; null if sqlite3 is not installed. */
export function importCsv(csv: string, file: string): number | null {
  const statements = ['PRAGMA journal_mode = OFF', '.mode csv', `.import '${csv}' people`]
  return measureProgram('sqlite3', ['-batch', file, ...statements])
}

/** Null if sqlite3 is not installed. */
export function openSqlite(csv: string): SqlitePeer | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'holocron-bench-'))
  const file = path.join(folder, 'people.sqlite')
  const close = (): void => rmSync(folder, { recursive: true, force: true })
  const importMs = importCsv(csv, file)
  if (importMs === null) {
    close()
    return null
  }
  return { importMs, time: (sql) => measureProgram('sqlite3', ['-batch', file, sql]) ?? NaN, close }
}
