/** The rows that questions are about: a dataset in a storage folder, and the same rows as a file for Datasette. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { makeData } from '../data'
import { ARCHIVE_ROWS } from '../options'
import { makeStorage } from '../server/dataset'
import { importCsv } from '../sqlite'

/** Makes storage with one ready dataset: the archive, downloaded, or generated rows. */
export async function makeRows(
  folder: string,
  storageDir: string,
  rowCount: number,
): Promise<{ id: string; csv: string }> {
  if (rowCount !== ARCHIVE_ROWS) {
    const data = await makeData(folder, rowCount)
    await makeStorage(storageDir, data)
    return { id: data.dataset.id, csv: data.csv }
  }
  rmSync(storageDir, { recursive: true, force: true })
  const download = [
    '--conditions=react-server',
    '--import',
    'tsx',
    'scripts/download.ts',
    '--source',
    'archive',
  ]
  const printed = execFileSync(process.execPath, download, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, STORAGE_DIR: storageDir, DATABASE_URL: '' },
  })
  const csv = printed.trim()
  return { id: path.basename(path.dirname(csv)), csv }
}

/** Imports the rows into `storage/bench/datasette/ROWS.db`, unless it exists. Returns the file. */
export function makeDatabase(folder: string, rowCount: number, csv: string): string {
  const file = path.join(folder, 'datasette', `${rowCount}.db`)
  if (existsSync(file)) return file
  mkdirSync(path.dirname(file), { recursive: true })
  const unfinished = `${file}.tmp`
  rmSync(unfinished, { force: true })
  if (importCsv(csv, unfinished) === null)
    throw new Error('The files for Datasette need sqlite3. Install it.')
  renameSync(unfinished, file)
  return file
}
