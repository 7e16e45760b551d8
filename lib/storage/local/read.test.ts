import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { datasetPath } from '@/lib/storage/local/files'
import { openDatasetFile, statDatasetFile } from '@/lib/storage/local/read'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const ID = '20261122-203057-k3f9x'
const NAME = 'people.csv'
const FILE = { id: ID, fileName: NAME, object: null }
const file = (): string => datasetPath(ID, NAME)
const folder = (): string => path.dirname(file())

let elsewhere: string

beforeEach(() => {
  elsewhere = mkdtempSync(path.join(os.tmpdir(), 'holocron-elsewhere-'))
  mkdirSync(folder(), { recursive: true })
  writeFileSync(file(), 'name\nLuke Skywalker\n')
})
afterEach(() => {
  rmSync(folder(), { recursive: true, force: true })
  rmSync(elsewhere, { recursive: true, force: true })
})

async function expectRefusal(code: string): Promise<void> {
  await expect(statDatasetFile(FILE)).rejects.toMatchObject({ code })
  await expect(openDatasetFile(FILE)).rejects.toMatchObject({ code })
}

test('an open file stays the one that was opened, even if its name is reused', async () => {
  const { handle, byteSize } = await openDatasetFile(FILE)
  writeFileSync(path.join(folder(), 'other'), 'something longer than before\n')
  renameSync(path.join(folder(), 'other'), file())
  expect(byteSize).toBe(20)
  expect(await handle.readFile('utf8')).toBe('name\nLuke Skywalker\n')
  await handle.close()
})

test('the fingerprint stays the same until the file changes', async () => {
  const before = await statDatasetFile(FILE)
  expect(await statDatasetFile(FILE)).toEqual(before)
  const { handle, byteSize, fingerprint } = await openDatasetFile(FILE)
  await handle.close()
  expect({ byteSize, fingerprint }).toEqual(before)
  writeFileSync(file(), 'name\nDarth Vader!!!!\n')
  const after = await statDatasetFile(FILE)
  expect([after.byteSize, after.fingerprint === before.fingerprint]).toEqual([21, false])
})

test('a missing file is ENOENT', async () => {
  rmSync(file())
  await expectRefusal('ENOENT')
  rmSync(folder(), { recursive: true })
  await expectRefusal('ENOENT')
})

describe('anything but the dataset’s own file is refused:', () => {
  test('a file that is a symbolic link, even to a file next to it', async () => {
    renameSync(file(), path.join(folder(), 'beside'))
    symlinkSync('beside', file())
    await expectRefusal('ELOOP')
  })

  test('a file that is a dangling link', async () => {
    rmSync(file())
    symlinkSync(path.join(elsewhere, 'nothing'), file())
    await expectRefusal('ELOOP')
  })

  test('a folder that is a symbolic link', async () => {
    renameSync(folder(), path.join(elsewhere, 'moved'))
    symlinkSync(path.join(elsewhere, 'moved'), folder())
    await expectRefusal('ELOOP')
  })

  test('a folder in place of the file', async () => {
    rmSync(file())
    mkdirSync(file())
    await expectRefusal('ELOOP')
  })

  test('a named pipe, without waiting for a writer', async () => {
    if (process.platform === 'win32') return expect(process.platform).toBe('win32') // it has none
    rmSync(file())
    expect(spawnSync('mkfifo', [file()]).status).toBe(0)
    await expectRefusal('ELOOP')
  })
})
