import { readListPage, readSingleRecord } from '@/lib/swapi/shapes'

const LUKE = {
  name: 'Luke Skywalker',
  height: '172',
  homeworld: 'http://swapi.dev/api/planets/1/',
  edited: '2014-12-20T21:17:56.891000Z',
  url: 'http://swapi.dev/api/people/1/',
}

describe('a paged list, as swapi.dev returns it', () => {
  const FIRST = { count: 82, next: 'http://swapi.dev/api/people/?page=2', previous: null }

  test('declares its count, and the first page determines the number of pages', () => {
    const results = Array.from({ length: 10 }, () => LUKE)
    expect(readListPage({ ...FIRST, results }, 'swapi.dev')).toEqual({
      shape: 'paged',
      declaredCount: 82,
      pagesTotal: 9,
      records: results,
    })
  })

  test.each([
    [82, 41, 2],
    [82, 1, 82],
    [80, 10, 8],
    [81, 10, 9],
  ])('of %i records with %i on a page has %i pages', (count, size, pages) => {
    const results = Array.from({ length: size }, () => LUKE)
    expect(readListPage({ ...FIRST, count, results }, 'swapi.dev').pagesTotal).toBe(pages)
  })

  test.each([null, undefined, ''])('whose next page is %p is one page, however short', (next) => {
    expect(readListPage({ count: 82, next, results: [LUKE] }, 'swapi.dev').pagesTotal).toBe(1)
  })

  test('without records is one empty page', () => {
    expect(readListPage({ count: 0, next: null, previous: null, results: [] }, 'swapi.dev')).toEqual({
      shape: 'paged',
      declaredCount: 0,
      pagesTotal: 1,
      records: [],
    })
  })

  test('whose only page has everything is one page', () => {
    const results = Array.from({ length: 82 }, () => LUKE)
    expect(readListPage({ count: 82, next: null, results }, 'swapi.dev').pagesTotal).toBe(1)
  })

  test('that returns all it declares and still names a next page is rejected: it counts a page', () => {
    const results = Array.from({ length: 10 }, () => LUKE)
    expect(() => readListPage({ ...FIRST, count: 10, results }, 'swapi.dev')).toThrow(
      'swapi.dev declares 10 records, returned them all, and still says there are more.',
    )
  })

  test('that returns more on a page than it declares is rejected', () => {
    const results = Array.from({ length: 10 }, () => LUKE)
    expect(() => readListPage({ ...FIRST, count: 9, results }, 'swapi.dev')).toThrow(
      'swapi.dev declares 9 records but returned 10 on one page.',
    )
  })

  test('that declares records and returns none is rejected', () => {
    expect(() => readListPage({ ...FIRST, results: [] }, 'swapi.dev')).toThrow(
      'swapi.dev declares 82 records but returned a page without any.',
    )
  })
})

describe('a bare array', () => {
  const records = Array.from({ length: 100 }, () => LUKE)

  test('is the whole collection unless its headers say otherwise', () => {
    expect(readListPage(records, 'swapi.info')).toEqual({
      shape: 'array',
      declaredCount: null,
      pagesTotal: 1,
      records,
    })
  })

  test.each([
    [100, 1],
    [101, 2],
    [250, 3],
  ])('of 100 records, out of %i according to its headers, has %i pages', (total, pagesTotal) => {
    expect(readListPage(records, 'mockapi.io', { total, hasNext: total > 100 })).toMatchObject({
      declaredCount: total,
      pagesTotal,
    })
  })

  test.each([
    [{ total: 99, hasNext: false }, 'mockapi.io declares 99 records but returned 100 on one page.'],
    [
      { total: 100, hasNext: true },
      'mockapi.io declares 100 records, returned them all, and still says there are more.',
    ],
    [
      { total: null, hasNext: true },
      'mockapi.io returns its list in pages without saying how many records there are, so there is no way to tell whether it is complete.',
    ],
  ])('is rejected when its headers contradict it: %j', (headers, message) => {
    expect(() => readListPage(records, 'mockapi.io', headers)).toThrow(message)
  })
})

describe('an expanded list, as swapi.tech returns it', () => {
  const ENVELOPE = { message: 'ok', total_records: 82, total_pages: 1, previous: null, next: null }

  test('has its records in properties, and the id next to them', () => {
    const properties = { ...LUKE, url: 'https://www.swapi.tech/api/people/1' }
    const results = [
      { properties, _id: '5f63a36eee9fd7000499be42', description: 'A person', uid: '1', __v: 2 },
    ]
    expect(readListPage({ ...ENVELOPE, results }, 'swapi.tech')).toEqual({
      shape: 'expanded',
      declaredCount: 82,
      pagesTotal: 1,
      records: [{ ...LUKE, url: '1' }],
    })
  })

  test('that returns all it declares and still names a next page is rejected', () => {
    const body = { ...ENVELOPE, total_records: 1, next: 'https://www.swapi.tech/api/people?page=2' }
    expect(() => readListPage({ ...body, results: [{ uid: '1' }] }, 'swapi.tech')).toThrow(
      'swapi.tech declares 1 record, returned them all, and still says there are more.',
    )
  })

  test('of planets needs only uid and name', () => {
    const results = [{ uid: '1', name: 'Tatooine', url: 'https://www.swapi.tech/api/planets/1' }]
    const page = readListPage({ ...ENVELOPE, total_records: 60, total_pages: 6, results }, 'swapi.tech')
    expect(page).toEqual({
      shape: 'expanded',
      declaredCount: 60,
      pagesTotal: 6,
      records: [{ name: 'Tatooine', url: '1' }],
    })
  })

  test('of no pages is one empty page', () => {
    const page = readListPage({ ...ENVELOPE, total_records: 0, total_pages: 0, results: [] }, 'swapi.tech')
    expect(page).toEqual({ shape: 'expanded', declaredCount: 0, pagesTotal: 1, records: [] })
  })
})

test('a bare array, as swapi.info returns it, is the whole collection and declares nothing', () => {
  expect(readListPage([LUKE, LUKE], 'swapi.info')).toEqual({
    shape: 'array',
    declaredCount: null,
    pagesTotal: 1,
    records: [LUKE, LUKE],
  })
})

test.each([
  ['null', null],
  ['a string', 'ok'],
  ['a number', 82],
  ['an error', { detail: 'Request was throttled.' }],
  ['a single record', LUKE],
  ['a count below zero', { count: -1, next: null, results: [] }],
  ['a count that is text', { count: '82', next: null, results: [] }],
  ['a fractional count', { count: 8.5, next: null, results: [] }],
  ['results that are not a list', { count: 1, next: null, results: { 0: LUKE } }],
  ['expanded rows without an id', { total_records: 1, total_pages: 1, results: [{ name: 'Luke' }] }],
])('%s is not a list of records', (_what, body) => {
  expect(() => readListPage(body, 'swapi.example')).toThrow(
    'swapi.example answered with JSON that is not a list of SWAPI records.',
  )
})

describe('a single record', () => {
  test('is taken out of its wrapper', () => {
    const body = { message: 'ok', result: { properties: { name: 'Tatooine', url: 'x' }, uid: '1', __v: 2 } }
    expect(readSingleRecord(body)).toEqual({ name: 'Tatooine', url: '1' })
  })

  test('without a wrapper is unchanged', () => {
    expect(readSingleRecord(LUKE)).toBe(LUKE)
    expect(readSingleRecord(null)).toBeNull()
  })
})
