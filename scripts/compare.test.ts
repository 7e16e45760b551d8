import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { setUpScript } from '@/lib/testing/script'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
const script = setUpScript('scripts/compare.ts')

/** `npm run compare` without the preparation: exit code, output, errors. */
function compare(...args: string[]): [code: number | null, out: string, err: string] {
  return compareIn(env().STORAGE_DIR, ...args)
}

function compareIn(storageDir: string, ...args: string[]): [code: number | null, out: string, err: string] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, ...args], {
    env: { ...process.env, STORAGE_DIR: storageDir, LOG_LEVEL: 'error' },
    encoding: 'utf8',
  })
  return [status, stdout, stderr]
}

test('datasets are compared: 0 when they are the same, 1 when not, 2 when that cannot be said', async () => {
  const luke = await createReadyDataset([somePerson({})])
  const later = await createReadyDataset([somePerson({ date: '2026-01-01' })])
  const other = await createReadyDataset([somePerson({ mass: '80' }), somePerson({ id: 2, name: 'C-3PO' })])
  expect(compare(luke.id, later.id)).toEqual([0, 'Nothing changed, 1 the same; date left out.\n', ''])
  expect(compare(luke.id, later.id, '--all-columns')).toEqual([
    1,
    '0 added, 0 removed, 1 changed in 1 cell, 0 the same.\n  date: "2014-12-20" → "2026-01-01", 1 time\n',
    '',
  ])
  expect(compare(luke.id, other.id)).toEqual([
    1,
    '1 added, 0 removed, 1 changed in 1 cell, 0 the same; date left out.\n  mass: "77" → "80", 1 time\n',
    '',
  ])
  const [code, out] = compare(luke.id, other.id, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    base: luke.id,
    dataset: other.id,
    ignored: ['date'],
    summary: { added: 1 },
  })
  expect(compare(luke.id, 'nope')).toEqual([2, '', 'There is no dataset nope.\n'])
  expect(compare(luke.id)).toEqual([
    2,
    '',
    'Name two datasets.\nUsage: npm run compare -- <id before> <id after> [--all-columns] [--json]\n',
  ])
})

test('without a database, or with one of another version, a sentence says so, and nothing is created', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holocron-compare-'))
  const ids = ['20261122-203057-k3f9x', '20261122-203057-k3f9y']
  expect(compareIn(folder, ...ids)).toEqual([2, '', `There is no dataset ${ids[0]}.\n`])
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(path.join(folder, 'holocron.db'), '')
  expect(compareIn(folder, ...ids)).toEqual([
    2,
    '',
    'The database belongs to another version of Holocron. Start Holocron once, then run this again.\n',
  ])
  rmSync(folder, { recursive: true })
})
