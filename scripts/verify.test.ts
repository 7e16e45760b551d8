import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { setUpScript } from '@/lib/testing/script'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
const script = setUpScript('scripts/verify.ts')

interface Outcome {
  code: number | null
  out: string
  err: string
}

/** `npm run verify` without the preparation. */
function verify(args: string[] = [], settings: Record<string, string> = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, ...args], {
    env: { ...process.env, STORAGE_DIR: env().STORAGE_DIR, LOG_LEVEL: 'error', ...settings },
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

describe('without a database', () => {
  let empty: string

  beforeEach(() => (empty = mkdtempSync(path.join(tmpdir(), 'holocron-empty-'))))
  afterEach(() => rmSync(empty, { recursive: true, force: true }))

  test('there is nothing to check yet, and no database is created', () => {
    const nothing = `Nothing to check yet: there is no database in ${empty}/.\n`
    expect(verify([], { STORAGE_DIR: empty })).toEqual({ code: 0, out: nothing, err: '' })
    expect(verify(['--json'], { STORAGE_DIR: empty })).toEqual({
      code: 0,
      out: '{\n  "checked": 0,\n  "findings": [],\n  "mended": []\n}\n',
      err: nothing,
    })
  })

  test('the check fails if there are dataset files', () => {
    mkdirSync(path.join(empty, 'datasets', '20261122-203057-k3f9x'), { recursive: true })
    expect(verify([], { STORAGE_DIR: empty })).toEqual({
      code: 2,
      out: '',
      err: `There are datasets in ${empty}, but no database ${path.join(empty, 'holocron.db')}. Start Holocron to create one and adopt them.\n`,
    })
  })

  test('of the current version, the check fails', () => {
    writeFileSync(path.join(empty, 'holocron.db'), '')
    expect(verify([], { STORAGE_DIR: empty })).toEqual({
      code: 2,
      out: '',
      err: 'The database belongs to another version of Holocron. Start Holocron once, then run this again.\n',
    })
  })
})

test('invalid settings and arguments are reported, and nothing is checked', () => {
  expect(verify([], { HEAVY_QUERIES: 'many' })).toMatchObject({
    code: 2,
    err: expect.stringContaining('HEAVY_QUERIES'),
  })
  expect(verify(['--mend'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/Unknown option '--mend'.*\nUsage: /),
  })
  expect(verify(['20261122-203057-k3f9x'])).toEqual({
    code: 2,
    out: '',
    err: 'There is no dataset 20261122-203057-k3f9x.\n',
  })
})

test('problems are reported, repaired, and gone', async () => {
  const fine = await createReadyDataset([somePerson({})])
  const broken = await createReadyDataset([somePerson({})])
  await db().$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)')

  expect(verify()).toEqual({ code: 0, out: '2 datasets checked, no problems.\n', err: '' })
  expect(verify(['--verbose', '--quick', fine.id])).toEqual({
    code: 0,
    out: `Dataset ${fine.id}: no problems.\n1 dataset checked, no problems.\n`,
    err: '',
  })

  rmSync(storage.datasetPath(broken.id, broken.fileName))
  const what = `Dataset ${broken.id}: its CSV is missing.`
  const message = `${what} Its Parquet file is intact, so the CSV can be rebuilt: npm run verify -- --repair`
  const finding = { code: 'file-missing', datasetId: broken.id, message, repair: 'rebuild csv' }
  expect(verify(['--quick'])).toEqual({
    code: 1,
    out: `${what} Run npm run verify to see whether it can be repaired.\n2 datasets checked, 1 problem.\n`,
    err: '',
  })
  expect(verify()).toEqual({ code: 1, out: `${message}\n2 datasets checked, 1 problem.\n`, err: '' })
  const json = verify(['--json'])
  expect(json).toMatchObject({ code: 1, err: '' })
  expect(JSON.parse(json.out)).toEqual({ checked: 2, findings: [finding], mended: [] })
  expect(verify(['--repair'])).toEqual({
    code: 0,
    out: `Repaired: ${what}\n2 datasets checked, 1 problem: 1 repaired, 0 left.\n`,
    err: '',
  })
  expect(verify()).toEqual({ code: 0, out: '2 datasets checked, no problems.\n', err: '' })
})
