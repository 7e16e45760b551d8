import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { parseString } from 'fast-csv'
import { writeCsv, type WrittenCsv } from '@/lib/csv'
import { partsTable, writeRecordsPart } from '@/lib/datasets/download/parts'
import { readRowObjects } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { PLANETS } from '@/lib/resources/people'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'

setUpTemporaryApp()

const ID = '20261122-203057-k3f9x'

async function write(columns: string[], rows: unknown[][]): Promise<WrittenCsv & { bytes: Buffer }> {
  mkdirSync(env().STORAGE_DIR, { recursive: true })
  const file = path.join(env().STORAGE_DIR, 'written.csv')
  const written = await writeCsv(file, columns, Readable.from([rows]))
  return { ...written, bytes: readFileSync(file) }
}

/** Parses with fast-csv's parser, including the header line. */
function parse(text: string): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = []
    parseString<string[], string[]>(text)
      .on('error', reject)
      .on('data', (row: string[]) => rows.push(row))
      .on('end', () => resolve(rows))
  })
}

test('values are quoted only where necessary, and every line ends in LF', async () => {
  const { bytes } = await write(
    ['name', 'mass', 'note'],
    [
      ['Luke Skywalker', '77', 'n/a'],
      ['Jabba Desilijic Tiure', '1,358', ''],
      ['Padmé "Amidala"', ' 45 ', 'two\nlines'],
      [1, 2, 'carriage\rreturn'],
    ],
  )
  expect(bytes.toString('utf8')).toBe(
    [
      'name,mass,note\n',
      'Luke Skywalker,77,n/a\n',
      'Jabba Desilijic Tiure,"1,358",\n',
      '"Padmé ""Amidala""", 45 ,"two\nlines"\n',
      '1,2,"carriage\rreturn"\n',
    ].join(''),
  )
})

test('without rows there is only a header line', async () => {
  const { bytes, byteSize } = await write(['name', 'mass'], [])
  expect(bytes.toString('utf8')).toBe('name,mass\n')
  expect(byteSize).toBe(10)
})

test('size and hash are those of the file', async () => {
  const { bytes, byteSize, sha256 } = await write(['name'], [['Cordé'], ['Dormé']])
  expect(byteSize).toBe(bytes.byteLength)
  expect(byteSize).toBe(19)
  expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test('the same rows produce the same bytes', async () => {
  const rows = [['Luke', '172']]
  expect(await write(['name', 'height'], rows)).toEqual(await write(['name', 'height'], rows))
})

test('a failure while reading rows is passed on', async () => {
  async function* rows(): AsyncGenerator<string[][]> {
    yield await Promise.resolve([['Luke']])
    throw new Error('the source broke off')
  }
  mkdirSync(env().STORAGE_DIR, { recursive: true })
  const file = path.join(env().STORAGE_DIR, 'broken.csv')
  await expect(writeCsv(file, ['name'], rows())).rejects.toThrow('the source broke off')
})

describe('any text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '"',
      '""',
      ',',
      '\r',
      '\n',
      '\r\n',
      '#',
      '|',
      "'",
      ' ',
      '\t',
      ';',
      '\\',
      '\uFEFF',
      'NULL',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  )
  /** What may reach a file: everything except NUL, which is rejected when sources are read. */
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('').replaceAll('\0', ''))

  /** fast-csv's parser, unlike its writer, reads a field of only blanks as empty. */
  const visible = text.map((value) => (value.trim() === '' ? '' : value))
  /** DuckDB's driver treats a byte order mark at the start of a value like one of a file, and drops it. */
  const unmarked = text.map((value) => value.replace(/^\uFEFF+/, ''))

  test('is read back by fast-csv as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(visible, visible), { minLength: 1, maxLength: 20 }),
        async (rows) => {
          const { bytes, byteSize, sha256 } = await write(['a', 'b'], rows)
          expect(await parse(bytes.toString('utf8'))).toEqual([['a', 'b'], ...rows])
          expect(byteSize).toBe(bytes.byteLength)
          expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is read back by DuckDB from a part as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(unmarked, { minLength: 1, maxLength: 20 }), async (names) => {
        const planets = names.map((name, index) => ({ id: index + 1, name }))
        const name = 'planets-0000001.csv'
        const { sha256 } = await writeRecordsPart(ID, name, PLANETS, Readable.from([planets]))
        const parts = [{ name, sha256, rows: planets.length }]
        const rows = await readRowObjects(
          'heavy',
          `SELECT swapi_id::INTEGER AS id, name FROM ${partsTable(ID, parts, PLANETS)} ORDER BY id`,
        )
        expect(rows).toEqual(planets)
      }),
      { numRuns: 60 },
    )
    await storage.removeParts(ID)
  })
})
