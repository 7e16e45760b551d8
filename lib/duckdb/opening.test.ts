import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readRowObjects } from '@/lib/duckdb/lanes'
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
