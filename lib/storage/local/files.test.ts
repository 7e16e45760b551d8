import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createDatasetId, isDatasetId } from '@/lib/dataset-id'
import { storagePath } from '@/lib/env'
import {
  datasetPath,
  hashPart,
  listStoredIds,
  makeFile,
  partPath,
  publishFiles,
  removeParts,
  writePart,
} from '@/lib/storage/local/files'
import { discardRemains, emptyTrash, moveToTrash } from '@/lib/storage/local/trash'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const ID = '20261122-203057-k3f9x'
const partsOf = (id = ID): string[] => readdirSync(storagePath('parts', id))

afterEach(async () => {
  await moveToTrash(ID)
  await discardRemains(ID)
})

describe('a dataset id', () => {
  test('is the time in UTC followed by five random characters', () => {
    const id = createDatasetId(new Date('2026-11-22T22:30:57.999+02:00'))
    expect(id).toMatch(/^20261122-203057-[0-9a-hjkmnp-tv-z]{5}$/)
    expect(isDatasetId(id)).toBe(true)
  })

  test('is different each time', () => {
    const now = new Date()
    expect(new Set(Array.from({ length: 200 }, () => createDatasetId(now))).size).toBe(200)
  })

  test.each([
    '',
    '..',
    '../20261122-203057-k3f9x',
    '20261122-203057-k3f9x/..',
    '20261122-203057-k3f9x\n',
    '20261122-203057-k3f9x\0',
    '20261122-203057-K3F9X',
    '20261122-203057-k3f9',
    '20261122-203057-k3f9xx',
    '20261122-203057-k3/9x',
    '%2e%2e%2f',
    '20261122%2d203057-k3f9x',
    ' 20261122-203057-k3f9x',
    '２0261122-203057-k3f9x',
  ])('%p is not valid, and no path is made from it', async (id) => {
    expect(isDatasetId(id)).toBe(false)
    const refusal = `Not a dataset id: ${JSON.stringify(id)}`
    expect(() => datasetPath(id, 'people.csv')).toThrow(refusal)
    expect(() => partPath(id, 'people.csv')).toThrow(refusal)
    await expect(writePart(id, 'a.csv', (file) => writeFile(file, 'x'))).rejects.toThrow(refusal)
    await expect(removeParts(id)).rejects.toThrow(refusal)
    await expect(emptyTrash(id)).rejects.toThrow(refusal)
    await expect(publishFiles(id, [])).rejects.toThrow(refusal)
  })
})

test('a file name never leads out of its folder', () => {
  const folder = storagePath('datasets', ID)
  expect(datasetPath(ID, 'people.csv')).toBe(path.join(folder, 'people.csv'))
  expect(datasetPath(ID, '../../holocron.db')).toBe(path.join(folder, 'holocron.db'))
  expect(datasetPath(ID, '/etc/passwd')).toBe(path.join(folder, 'passwd'))
})

describe('a part', () => {
  test('does not appear under its name until it is complete', async () => {
    await writePart(ID, 'people-0000001.csv', async (file) => {
      await writeFile(file, 'half')
      expect(partsOf()).toEqual([expect.stringMatching(/^people-0000001\.csv\.[0-9a-f]{8}\.tmp$/)])
      expect(await hashPart(ID, 'people-0000001.csv')).toBeNull()
      await writeFile(file, 'whole')
    })
    expect(partsOf()).toEqual(['people-0000001.csv'])
    expect(await readFile(partPath(ID, 'people-0000001.csv'), 'utf8')).toBe('whole')
  })

  test('that fails leaves nothing, and the error is passed on', async () => {
    const failing = writePart(ID, 'people-0000001.csv', async (file) => {
      await writeFile(file, 'half')
      throw new Error('the source broke off')
    })
    await expect(failing).rejects.toThrow('the source broke off')
    expect(partsOf()).toEqual([])
  })

  test('that fails leaves the previous one', async () => {
    await writePart(ID, 'a.csv', (file) => writeFile(file, 'first'))
    await expect(writePart(ID, 'a.csv', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(partsOf()).toEqual(['a.csv'])
    expect(readFileSync(partPath(ID, 'a.csv'), 'utf8')).toBe('first')
  })

  test('written again replaces the previous one', async () => {
    await writePart(ID, 'a.csv', (file) => writeFile(file, 'first'))
    await writePart(ID, 'a.csv', (file) => writeFile(file, 'second'))
    expect(readFileSync(partPath(ID, 'a.csv'), 'utf8')).toBe('second')
  })

  test('written by many concurrently is one of theirs, complete', async () => {
    const texts = Array.from({ length: 10 }, (_, index) => String(index).repeat(10_000))
    await Promise.all(texts.map((content) => writePart(ID, 'a.csv', (file) => writeFile(file, content))))
    expect(partsOf()).toEqual(['a.csv'])
    expect(texts).toContain(readFileSync(partPath(ID, 'a.csv'), 'utf8'))
  })

  test('has the hash of its bytes, and none when it does not exist', async () => {
    await writePart(ID, 'a.csv', (file) => writeFile(file, 'first'))
    const sha256 = createHash('sha256').update('first').digest('hex')
    expect(await hashPart(ID, 'a.csv')).toBe(sha256)
    expect(await hashPart(ID, 'b.csv')).toBeNull()
    expect(await hashPart('20260101-000000-aaaaa', 'a.csv')).toBeNull()
  })
})

/** Makes a file whose content states its name; returns what publishing needs. */
async function make(name: string): Promise<{ tempName: string; name: string }> {
  const { tempName } = await makeFile(ID, name, (file) => writeFile(file, `content of ${name}`))
  return { tempName, name }
}

describe('publishing', () => {
  test('moves the finished files, and only those', async () => {
    const files = [await make('people.parquet'), await make('people.csv')]
    await writePart(ID, 'people-0000001.csv', (file) => writeFile(file, 'x'))
    await publishFiles(ID, files)
    expect(partsOf()).toEqual(['people-0000001.csv'])
    expect(readdirSync(storagePath('datasets', ID)).sort()).toEqual(['people.csv', 'people.parquet'])
    expect(readFileSync(datasetPath(ID, 'people.csv'), 'utf8')).toBe('content of people.csv')
  })

  test('again finds them in place, even after a crash between two of them', async () => {
    const files = [await make('people.parquet'), await make('people.csv')]
    await publishFiles(ID, files.slice(0, 1))
    await publishFiles(ID, files)
    await publishFiles(ID, files)
    expect(partsOf()).toEqual([])
    expect(readFileSync(datasetPath(ID, 'people.csv'), 'utf8')).toBe('content of people.csv')
  })

  test('a file that was not made fails', async () => {
    const files = [{ tempName: 'people.csv.0.tmp', name: 'people.csv' }]
    await expect(publishFiles(ID, files)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(existsSync(datasetPath(ID, 'people.csv'))).toBe(false)
  })
})

describe('removing', () => {
  test('parts leaves the published files', async () => {
    await publishFiles(ID, [await make('people.csv')])
    await writePart(ID, 'a.csv', (file) => writeFile(file, 'x'))
    await removeParts(ID)
    expect(existsSync(partPath(ID, 'a.csv'))).toBe(false)
    expect(existsSync(datasetPath(ID, 'people.csv'))).toBe(true)
  })
})

test('stored ids are listed by kind of folder, and names that are not ids are ignored', async () => {
  await publishFiles(ID, [await make('people.csv')])
  await removeParts(ID)
  mkdirSync(storagePath('datasets', 'lost+found'))
  writeFileSync(storagePath('parts', '.DS_Store'), '')
  expect([await listStoredIds('datasets'), await listStoredIds('parts')]).toEqual([[ID], []])
})
