import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { writeList } from '@/lib/datasets/model/list'
import { isNumericColumn, writeNumber } from '@/lib/datasets/model/values/numbers'
import {
  type CountKey,
  EVERYTHING,
  type Filter,
  FILTER_OPERATORS,
  LARGEST_FIRST,
} from '@/lib/datasets/model/view'
import { countsHref, parseCountsParams } from '@/lib/search-params/counts'
import { dashboardHref, fileHref, parseDatasetsParams } from '@/lib/search-params/datasets'
import { nextSlice, type SearchParams } from '@/lib/search-params/query'
import { datasetHref, parseRowsParams } from '@/lib/search-params/rows'
import fc from '@/lib/testing/fast-check'

const ID = '20261122-203057-k3f9x'

describe('a page’s parameters', () => {
  test('have defaults', () => {
    expect(parseRowsParams({})).toEqual({ limit: 10, offset: 0, sort: [], columns: [], ...EVERYTHING })
    const counts = { limit: 100, offset: 0, columns: [], ...EVERYTHING }
    expect(parseCountsParams({})).toEqual({ ...counts, sort: [{ column: 'count', descending: true }] })
    expect(parseDatasetsParams({})).toEqual({ limit: 20, offset: 0, q: '', sort: [], unfold: null })
  })

  test.each([
    ['20', 20],
    ['1', 1],
    ['1000', 1_000],
    ['1001', 1_000],
    ['999999999999', 1_000],
    ['999999999999999', 10],
    ['0', 10],
    ['-1', 10],
    ['1e3', 10],
    ['NaN', 10],
    ['ten', 10],
    ['', 10],
    [' 20', 10],
    ['9999999999999999999', 10],
    [['30', '40'], 30],
    [[], 10],
  ])('are lenient: limit %j is %i', (value, limit) => {
    expect(parseRowsParams({ limit: value })).toMatchObject({ limit, offset: 0 })
  })

  test.each([
    ['10', 10],
    ['-10', 0],
    ['1.5', 0],
    ['x', 0],
    ['999999999999', 999_999_999_999],
    ['999999999999999', 0],
  ])('are lenient: offset %j is %i', (value, offset) => {
    expect(parseRowsParams({ offset: value })).toMatchObject({ limit: 10, offset })
  })

  test.each<[SearchParams[string], string[]]>([
    ['date,homeworld', ['date', 'homeworld']],
    ['homeworld,date', ['homeworld', 'date']],
    [
      ['date', 'homeworld'],
      ['date', 'homeworld'],
    ],
    [
      ['date,gender', 'homeworld'],
      ['date', 'gender', 'homeworld'],
    ],
    ['date,date', ['date']],
    ['swapi_id,DATE,"name";--,__proto__,date', ['date']],
    ['', []],
    [',', []],
  ])('are lenient: columns %j are %j', (value, columns) => {
    expect(parseCountsParams({ columns: value }).columns).toEqual(columns)
  })

  test.each([
    ['height,count', 'count'],
    ['-gender,height,count', '-gender,count'],
    ['count,-count', 'count'],
    ['height', '-count'],
    ['', '-count'],
  ])('are lenient: sort %j of counts by gender is %j', (value, expected) => {
    const { sort } = parseCountsParams({ columns: 'gender', sort: value })
    expect(sort.map((key) => (key.descending ? '-' : '') + key.column).join()).toBe(expected)
  })

  test('never throw and always yield a usable slice, whatever the URL says', () => {
    const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined))
    fc.assert(
      fc.property(value, value, value, (limit, offset, columns) => {
        const parsed = parseCountsParams({ limit, offset, columns })
        expect(parsed.limit).toBeGreaterThanOrEqual(1)
        expect(parsed.limit).toBeLessThanOrEqual(1_000)
        expect(Number.isSafeInteger(parsed.offset + parsed.limit)).toBe(true)
        expect(DATASET_COLUMNS).toEqual(expect.arrayContaining(parsed.columns))
      }),
    )
  })
})

describe('a link', () => {
  test('leaves defaults out', () => {
    expect(dashboardHref()).toBe('/')
    expect(dashboardHref({ limit: 20, offset: 0 })).toBe('/')
    expect(dashboardHref({ limit: 40 })).toBe('/?limit=40')
    expect(datasetHref(ID)).toBe(`/datasets/${ID}`)
    expect(datasetHref(ID, { limit: 20, offset: 0 })).toBe(`/datasets/${ID}?limit=20`)
    expect(datasetHref(ID, { limit: 10, offset: 1_000 })).toBe(`/datasets/${ID}?offset=1000`)
    expect(countsHref(ID)).toBe(`/datasets/${ID}/counts`)
    expect(countsHref(ID, { columns: ['date', 'homeworld'], limit: 200 })).toBe(
      `/datasets/${ID}/counts?columns=date,homeworld&limit=200`,
    )
    expect(countsHref(ID, { columns: ['date'], sort: LARGEST_FIRST })).toBe(
      `/datasets/${ID}/counts?columns=date`,
    )
    expect(fileHref(ID)).toBe(`/api/datasets/${ID}/file`)
    expect(fileHref(ID, 'parquet')).toBe(`/api/datasets/${ID}/file?format=parquet`)
  })

  test('to counts sorts by count and by the counted columns, and by nothing else', () => {
    const sort = [
      { column: 'height', descending: true },
      { column: 'count', descending: false },
      { column: 'date', descending: true },
    ] as const
    expect(countsHref(ID, { columns: ['date'], sort: [...sort], q: 'a', limit: 200 })).toBe(
      `/datasets/${ID}/counts?columns=date&q=a&sort=count,-date&limit=200`,
    )
    expect(countsHref(ID, { columns: ['gender'], sort: [sort[0]] })).toBe(
      `/datasets/${ID}/counts?columns=gender`,
    )
  })

  test('never lets an id change its path', () => {
    expect(datasetHref('../?x=1#')).toBe('/datasets/..%2F%3Fx%3D1%23')
  })

  /** How Next.js parses a link's query. */
  function queryOf(href: string): SearchParams {
    return Object.fromEntries(new URL(href, 'http://localhost').searchParams)
  }

  /** A valid value in place of an arbitrary text. */
  function someValue({ column, operator, value }: Filter): string {
    if (operator === 'isblank') return '1'
    if (operator === 'in') return writeList([value, [...value].slice(1).join('')])
    if (!['gt', 'gte', 'lt', 'lte'].includes(operator)) return value
    if (column === 'date') return `20${10 + value.length}-12`
    return isNumericColumn(column) ? writeNumber(column, value.length - 5) : value
  }

  const column = fc.constantFrom(...DATASET_COLUMNS)
  const slice = { limit: fc.integer({ min: 1, max: 1_000 }), offset: fc.nat(999_999_999) }
  const filter = fc
    .record({
      column,
      operator: fc.constantFrom(...FILTER_OPERATORS),
      value: fc.string({ unit: 'grapheme' }),
    })
    .map((made) => ({ ...made, value: someValue(made) }))
  const selection = {
    q: fc.string({ unit: 'grapheme', maxLength: 40 }),
    filters: fc.uniqueArray(filter, { selector: (made) => `${made.column} ${made.operator}`, maxLength: 20 }),
  }
  const sort = fc.uniqueArray(fc.record({ column, descending: fc.boolean() }), {
    selector: (key) => key.column,
  })
  const counting = fc.shuffledSubarray([...DATASET_COLUMNS]).chain((columns) => {
    const keys: CountKey[] = ['count', ...columns]
    const key = fc.record({ column: fc.constantFrom(...keys), descending: fc.boolean() })
    const sort = fc.uniqueArray(key, { minLength: 1, selector: ({ column }) => column })
    return fc.record({ columns: fc.constant(columns), sort })
  })

  /** All columns in their own order are the default. */
  function withoutDefault(columns: DatasetColumn[]): DatasetColumn[] {
    return columns.join() === DATASET_COLUMNS.join() ? [] : columns
  }

  test('says exactly what its page reads', () => {
    fc.assert(
      fc.property(
        fc.record(slice),
        fc.record(selection),
        sort,
        counting,
        (part, selected, order, counted) => {
          const rows = { ...part, ...selected, sort: order, columns: withoutDefault(counted.columns) }
          const counts = { ...part, ...selected, ...counted }
          expect(parseRowsParams(queryOf(datasetHref(ID, rows)))).toEqual(rows)
          expect(parseCountsParams(queryOf(countsHref(ID, counts)))).toEqual(counts)
          const datasets = { ...part, q: selected.q.trim(), sort: [], unfold: null }
          expect(parseDatasetsParams(queryOf(dashboardHref(datasets)))).toEqual(datasets)
        },
      ),
    )
  })
})

describe('"Load more"', () => {
  test.each([
    [
      { limit: 10, offset: 0 },
      { limit: 20, offset: 0 },
    ],
    [
      { limit: 10, offset: 40 },
      { limit: 20, offset: 40 },
    ],
    [
      { limit: 990, offset: 0 },
      { limit: 1_000, offset: 0 },
    ],
    [
      { limit: 1_000, offset: 0 },
      { limit: 10, offset: 1_000 },
    ],
    [
      { limit: 995, offset: 5 },
      { limit: 10, offset: 1_000 },
    ],
  ])('after %j shows %j', (now, next) => {
    expect(nextSlice(now, 10, 1_000, true)).toEqual(next)
  })

  test('disappears when there is nothing more', () => {
    expect(nextSlice({ limit: 10, offset: 0 }, 10, 1_000, false)).toBeNull()
  })
})

test('how Next.js parses ?__proto__=…&sort= does no harm', () => {
  const inherited: unknown = { sort: [Array.prototype.sort, 'name'], limit: Array.prototype.at }
  expect(parseRowsParams(inherited as SearchParams)).toEqual({
    limit: 10,
    offset: 0,
    filters: [],
    q: '',
    sort: [{ column: 'name', descending: false }],
    columns: [],
  })
})
