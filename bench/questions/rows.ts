/** The rows that questions are about: a dataset in a storage folder, and the same rows as a file for Datasette. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { makeData } from '../data'
import { ARCHIVE_ROWS } from '../options'
import { makeStorage } from '../server/dataset'
import { importCsv } from '../sqlite'

const DOWNLOAD = [
  '--conditions=react-server',
  '--import',
  'tsx',
  'scripts/download.ts',
  '--source',
  'archive',
]

/** Makes storage with one ready dataset: the archive, downloaded, or generated rows. */
export async function makeRows(folder: string, storageDir: string, rowCount: number) {
  if (rowCount !== ARCHIVE_ROWS) {
    const data = await makeData(folder, rowCount)
    await makeStorage(storageDir, data)
    return { id: data.dataset.id, csv: data.csv }
  }
  rmSync(storageDir, { recursive: true, force: true })
  const env = { ...process.env, STORAGE_DIR: storageDir, DATABASE_URL: '' }
  const csv = execFileSync(process.execPath, DOWNLOAD, { encoding: 'utf8', stdio: 'pipe', env }).trim()
  return { id: path.basename(path.dirname(csv)), csv }
}

/** Imports the rows into `datasette/ROWS.db`, unless it exists. Returns the file. */
export function makeDatabase(folder: string, rowCount: number, csv: string): string {
  const file = path.join(folder, 'datasette', `${rowCount}.db`)
  if (existsSync(file)) return file
  mkdirSync(path.dirname(file), { recursive: true })
  rmSync(`${file}.tmp`, { force: true })
  if (importCsv(csv, `${file}.tmp`) === null)
    throw new Error('The files for Datasette need sqlite3. Install it.')
  renameSync(`${file}.tmp`, file)
  return file
}
