import { readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { storagePath } from '@/lib/env'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const folder = (): string => storagePath('tmp', 'drafts')
const make = (name: string, text = name): Promise<string> =>
  storage.ensureDerivedFile('drafts', name, (file) => writeFile(file, text))

beforeEach(() => rm(folder(), { recursive: true, force: true }))

test('a derived file is made once', async () => {
  const first = await make('a', 'first')
  expect(await storage.ensureDerivedFile('drafts', 'a', () => Promise.reject(new Error('again')))).toBe(first)
})

test('one that could not be made leaves nothing behind', async () => {
  const failing = storage.ensureDerivedFile('drafts', 'a', async (file) => {
    await writeFile(file, 'half')
    throw new Error('no space')
  })
  await expect(failing).rejects.toThrow('no space')
  expect(await readdir(folder())).toEqual([])
})

test('one is read as text, which counts as a use; one that is not there is null', async () => {
  const file = await make('a', 'first')
  const old = new Date(Date.now() - 60_000)
  await utimes(file, old, old)
  expect(await storage.readDerivedText('drafts', 'a')).toBe('first')
  expect((await stat(file)).mtimeMs).toBeGreaterThan(old.getTime())
  expect(await storage.readDerivedText('drafts', 'b')).toBeNull()
})

test('a hundred are kept: the one used longest ago goes first', async () => {
  for (let number = 0; number < 100; number++) await make(`f${number}`)
  const old = new Date(Date.now() - 60_000)
  for (const name of ['f0', 'f1']) await utimes(path.join(folder(), name), old, old)
  await make('f0')
  await make('newest')
  const left = await readdir(folder())
  expect([left.length, left.includes('f0'), left.includes('f1'), left.includes('newest')]).toEqual([
    100,
    true,
    false,
    true,
  ])
})

test('they take a gigabyte at most, but the newest is always kept', async () => {
  await make('old')
  await storage.ensureDerivedFile('drafts', 'huge', async (file) => {
    await writeFile(file, '')
    await truncate(file, 2_000_000_000)
  })
  expect(await readdir(folder())).toEqual(['huge'])
})
