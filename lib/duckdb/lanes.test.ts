import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { quoteName, quoteText, readRowObjects, withConnection } from '@/lib/duckdb/lanes'
import { streamRows } from '@/lib/duckdb/read'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'

setUpTemporaryApp()

const inside = (name: string): string => path.join(env().STORAGE_DIR, name)
const beside = (): string => `${env().STORAGE_DIR}-beside`

beforeAll(() => {
  for (const folder of [env().STORAGE_DIR, beside()]) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'some.csv'), 'name\nLuke\n')
  }
})
afterAll(() => rmSync(beside(), { recursive: true, force: true }))

describe('files', () => {
  test('in the storage folder can be read and written', async () => {
    const copy = inside("it's.parquet")
    await readRowObjects(
      'heavy',
      `COPY (FROM read_csv(${quoteText(inside('some.csv'))})) TO ${quoteText(copy)}`,
    )
    expect(await readRowObjects('slice', `FROM read_parquet(${quoteText(copy)})`)).toEqual([{ name: 'Luke' }])
  })

  test.each([
    ['elsewhere', () => '/etc/passwd'],
    ['in a folder whose name has the same prefix', () => path.join(beside(), 'some.csv')],
    ['reached through ..', () => `${env().STORAGE_DIR}/../${path.basename(beside())}/some.csv`],
    ['on the network', () => 'https://swapi.dev/api/people'],
  ])('%s cannot be read', async (_where, file) => {
    await expect(readRowObjects('slice', `FROM read_text(${quoteText(file())})`)).rejects.toThrow(
      /Permission Error|disabled by configuration/,
    )
  })

  test('elsewhere cannot be written', async () => {
    const file = path.join(beside(), 'stolen.csv')
    await expect(readRowObjects('slice', `COPY (SELECT 1) TO ${quoteText(file)}`)).rejects.toThrow(
      /Permission Error/,
    )
    expect(existsSync(file)).toBe(false)
  })
})

describe('the instance', () => {
  test.each([
    'SET enable_external_access = true',
    "SET allowed_directories = ['/']",
    "SET memory_limit = '64GB'",
    "SET temp_directory = '/tmp'",
    'RESET lock_configuration',
  ])('rejects "%s"', async (sql) => {
    await expect(readRowObjects('slice', sql)).rejects.toThrow(/configuration has been locked/)
  })

  test('loads no extension', async () => {
    await expect(readRowObjects('slice', 'INSTALL httpfs')).rejects.toThrow(/disabled by configuration/)
    await expect(readRowObjects('slice', 'LOAD httpfs')).rejects.toThrow(/disabled through configuration/)
  })

  test('attaches no database elsewhere', async () => {
    const file = path.join(beside(), 'other.db')
    await expect(readRowObjects('slice', `ATTACH ${quoteText(file)}`)).rejects.toThrow(/Permission Error/)
  })

  test('still works after a failed query', async () => {
    await expect(readRowObjects('slice', 'SELECT nothing')).rejects.toThrow(/nothing/)
    expect(await readRowObjects('slice', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})

describe('text in SQL', () => {
  const text = fc
    .string({ unit: 'binary' })
    .map((value) => value.replaceAll('\0', '').replace(/^\uFEFF+/, ''))

  test('is unchanged as a literal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.constantFrom("'", "''; --", '\\', "\\'", '$1')), async (value) => {
        expect(await readRowObjects('slice', `SELECT ${quoteText(value)} AS value`)).toEqual([{ value }])
      }),
    )
  })

  test('is unchanged as a name', async () => {
    for (const name of ['"', 'a"b', '"; DROP TABLE x; --', 'SELECT', 'a b', 'Ünï', "it's"]) {
      expect(await readRowObjects('slice', `SELECT 1 AS ${quoteName(name)}`)).toEqual([{ [name]: 1 }])
    }
  })

  test('is unchanged as a bound value', async () => {
    const value = `'; DROP TABLE x; -- "`
    expect(await readRowObjects('slice', 'SELECT $1 AS value', [value])).toEqual([{ value }])
  })
})

describe('streaming', () => {
  test('yields every row once, in order, in several batches', async () => {
    const batches = await withConnection('heavy', async (connection) => {
      const read: unknown[][][] = []
      for await (const batch of streamRows(
        connection,
        'SELECT i::INTEGER, i::VARCHAR FROM range(10000) AS t(i)',
      ))
        read.push(batch)
      return read
    })
    expect(batches.length).toBeGreaterThan(1)
    expect(batches.flat()).toEqual(Array.from({ length: 10_000 }, (_, index) => [index, String(index)]))
  })

  test('of an empty result yields nothing', async () => {
    await withConnection('heavy', async (connection) => {
      expect(await streamRows(connection, 'SELECT 1 WHERE false').next()).toEqual({
        done: true,
        value: undefined,
      })
    })
  })
})

test('at most two heavy queries run concurrently, and they do not delay slices', async () => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  let running = 0
  const heavy = Array.from({ length: 5 }, () =>
    withConnection('heavy', async () => {
      running += 1
      await held
    }),
  )
  expect(await readRowObjects('slice', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(running).toBe(2)
  release()
  await Promise.all(heavy)
  expect(running).toBe(5)
})
