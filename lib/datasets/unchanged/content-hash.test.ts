import { rmSync } from 'node:fs'
import path from 'node:path'
import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/model/columns'
import { hashContent, isComparable } from '@/lib/datasets/unchanged/content-hash'
import { quoteName, quoteText, withConnection } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { canonicalPeople } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

type Row = { swapi_id: number | null } & Partial<Record<DatasetColumn, string | null>>

const LUKE: Row = { swapi_id: 1, name: 'Luke Skywalker', height: '172', gender: 'male', date: '2014-12-20' }
const LEIA: Row = { swapi_id: 5, name: 'Leia Organa', height: '150', gender: 'female', date: '2014-12-20' }

/** The hash of a Parquet file with these rows and columns, both in this order. */
async function hash(rows: Row[], columns: readonly DatasetColumn[] = DATASET_COLUMNS): Promise<string> {
  const file = path.join(env().STORAGE_DIR, 'tmp', 'some.parquet')
  const literal = (value: string | number | null | undefined): string =>
    value === null ? 'NULL' : typeof value === 'number' ? String(value) : quoteText(value ?? '')
  const values = rows.map(
    (row) => `(${[row.swapi_id, ...columns.map((column) => row[column])].map(literal).join(', ')})`,
  )
  const types = columns.map((column) => `${column}::VARCHAR AS ${column}`)
  const names = ['swapi_id', ...columns].map(quoteName).join(', ')
  return withConnection('work', async (connection) => {
    await connection.run(
      `COPY (SELECT swapi_id::BIGINT AS swapi_id, ${types.join(', ')} FROM (VALUES ${values.join(', ')}) AS rows (${names}))
       TO ${quoteText(file)} (FORMAT parquet)`,
    )
    const content = await hashContent(connection, file)
    rmSync(file)
    return content
  })
}

test('its version is increased when the same rows get another hash', async () => {
  const people = canonicalPeople().map(({ id, homeworldId, ...person }): Row => {
    return { swapi_id: id, ...person, homeworld: String(homeworldId) }
  })
  expect(await hash(people)).toBe('1:8c071058243ebb7e73af91fc7ce94074f6f7ccc69ab33088b76b8e6a73427f18')
})

test('is the sha256 of lines of JSON, which other programs can calculate', async () => {
  // printf '["1","Luke Skywalker","172","","","","","","male",""]\n["5","Leia Organa","150",…]\n' | sha256sum
  expect(await hash([LUKE, LEIA])).toBe('1:cd66a7114fd9c8bf811675e7bbd293d031950ebb32362e610a517a9e5269ca4e')
})

test('depends on neither the order of the rows nor that of the columns', async () => {
  const usual = await hash([LUKE, LEIA])
  expect(await hash([LEIA, LUKE])).toBe(usual)
  expect(await hash([LUKE, LEIA], DATASET_COLUMNS.toReversed())).toBe(usual)
})

test('ignores volatile columns, and nothing else', async () => {
  const usual = await hash([LUKE])
  expect(await hash([{ ...LUKE, date: '2026-11-26' }])).toBe(usual)
  const hashes = [usual, await hash([{ ...LUKE, swapi_id: 2 }]), await hash([LUKE, LEIA])]
  const others = DATASET_COLUMNS.filter((column) => column !== 'date')
  for (const column of others) hashes.push(await hash([{ ...LUKE, [column]: 'other' }]))
  expect(new Set(hashes).size).toBe(others.length + 3)
})

test.each<[string, Partial<DatasetRow>, Partial<DatasetRow>]>([
  ['a separator', { name: 'a|b', height: 'c' }, { name: 'a', height: 'b|c' }],
  ['a comma', { name: 'a,b', height: 'c' }, { name: 'a', height: 'b,c' }],
  ['a quotation mark', { name: 'a","b', height: '' }, { name: 'a', height: 'b' }],
  ['a line break', { name: 'a\n', height: 'b' }, { name: 'a', height: '\nb' }],
  ['nothing', { name: 'ab', height: '' }, { name: '', height: 'ab' }],
  ['an empty value', { height: '' }, { height: 'unknown' }],
  ['a blank', { height: '172' }, { height: '172 ' }],
  ['an accent', { name: 'Padmé' }, { name: 'Padme\u0301' }],
])('tells apart what %s does', async (_what, one, other) => {
  expect(await hash([{ ...LUKE, ...one }])).not.toBe(await hash([{ ...LUKE, ...other }]))
})

test('tells an id or a value that is missing from an empty one', async () => {
  expect(await hash([{ ...LUKE, name: null }])).not.toBe(await hash([{ ...LUKE, name: '' }]))
  expect(await hash([{ ...LUKE, name: null }])).not.toBe(await hash([{ ...LUKE, name: 'null' }]))
  expect(await hash([{ ...LUKE, swapi_id: null }])).not.toBe(await hash([{ ...LUKE, swapi_id: 0 }]))
})

test('is the same exactly for rows that say the same', async () => {
  const text = fc.oneof(
    fc.constantFrom('', 'unknown', '"', ',', '|', '\n', 'a', 'é'),
    fc.string({ maxLength: 3 }),
  )
  const rows = fc.uniqueArray(
    fc.record({ swapi_id: fc.integer({ min: 1, max: 3 }), name: text, height: text, date: text }),
    { selector: ({ swapi_id: id }) => id, minLength: 1, maxLength: 3 },
  )
  const said = (all: Row[]): string =>
    JSON.stringify(
      all
        .map(({ swapi_id: id, name, height }) => [id, name, height] as const)
        .sort(([one], [other]) => Number(one) - Number(other)),
    )
  const clean = rows.filter((all) => !JSON.stringify(all).includes('\\u0000'))
  await fc.assert(
    fc.asyncProperty(clean, clean, async (one, other) => {
      expect((await hash(one)) === (await hash(other))).toBe(said(one) === said(other))
    }),
    { numRuns: 30 },
  )
})

test('can be compared with others of the same version only', () => {
  expect(isComparable('1:ab')).toBe(true)
  expect([null, '', '0:ab', '10:ab', '2:ab'].map(isComparable)).toEqual([false, false, false, false, false])
})
