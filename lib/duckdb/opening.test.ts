import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readRowObjects, withConnection } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

test('opening that failed is retried by the next caller', async () => {
  const folder = path.join(env().STORAGE_DIR, 'tmp')
  mkdirSync(env().STORAGE_DIR, { recursive: true })
  writeFileSync(folder, 'in the way')
  await expect(readRowObjects('slice', 'SELECT 1 AS one')).rejects.toThrow('EEXIST')
  await expect(readRowObjects('export', 'SELECT 1 AS one')).rejects.toThrow('EEXIST')

  rmSync(folder)
  mkdirSync(folder)
  // This looks like a folder that another process removed after it was listed.
  symlinkSync(path.join(folder, 'gone'), path.join(folder, 'duckdb-of-another-process'))
  expect(await readRowObjects('slice', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await readRowObjects('export', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('what killed processes left behind is removed after a week, but not folders that are kept for use', async () => {
  const folder = path.join(env().STORAGE_DIR, 'tmp')
  const weeksAgo = new Date(Date.now() - 8 * 24 * 60 * 60 * 1_000)
  for (const name of ['duckdb-old', 'duckdb-young', 'fingerprints']) mkdirSync(path.join(folder, name))
  writeFileSync(path.join(folder, 'dataset.json.1f2e3d4c'), '{')
  for (const name of ['duckdb-old', 'fingerprints', 'dataset.json.1f2e3d4c'])
    utimesSync(path.join(folder, name), weeksAgo, weeksAgo)
  await withConnection('work', (connection) => connection.run('SELECT 1'))
  expect(readdirSync(folder)).toEqual(['duckdb-of-another-process', 'duckdb-young', 'fingerprints'])
})
