import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { env, storagePath } from '@/lib/env'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()
const file = (): string => storagePath('storage-id')
beforeEach(() => rmSync(file(), { force: true }))

const marks = (): string[] => readdirSync(env().STORAGE_DIR).filter((name) => name.startsWith('storage-id'))

test('a storage has no mark until one is asked for, and keeps it', async () => {
  expect(await storage.readStorageMark({ create: false })).toBeNull()
  expect(marks()).toEqual([])
  const mark = await storage.readStorageMark({ create: true })
  expect(mark).toMatch(/^[0-9a-f]{32}$/)
  expect(await storage.readStorageMark({ create: true })).toBe(mark)
  expect(readFileSync(file(), 'utf8')).toBe(`${mark}\n`)
  expect(marks()).toEqual(['storage-id'])
})

test('twenty that write it at once read the same mark', async () => {
  const read = await Promise.all(Array.from({ length: 20 }, () => storage.readStorageMark({ create: true })))
  expect(new Set(read).size).toBe(1)
  expect(marks()).toEqual(['storage-id'])
})

test('a mark that cannot be read is replaced', async () => {
  writeFileSync(file(), '')
  expect(await storage.readStorageMark({ create: false })).toBeNull()
  expect(await storage.readStorageMark({ create: true })).toMatch(/^[0-9a-f]{32}$/)
})
