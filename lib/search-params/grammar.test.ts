import { parseCountsView, parseView, type ParsedView } from '@/lib/search-params/grammar'
import fc from '@/lib/testing/fast-check'

const NOTHING: ParsedView = {
  limit: null,
  offset: 0,
  columns: [],
  sort: [],
  q: '',
  filters: [],
  problems: [],
}

function parse(query: string): ParsedView {
  return parseView(new URLSearchParams(query))
}

test('an empty query is an empty view', () => {
  expect(parse('')).toEqual(NOTHING)
})

test('every parameter is read, in the order given', () => {
  expect(
    parse(
      'limit=20&offset=40&columns=mass,name&columns=date&sort=-height,name&q=Blue&homeworld=Tatooine&height__gt=180',
    ),
  ).toEqual({
    limit: 20,
    offset: 40,
    columns: ['mass', 'name', 'date'],
    sort: [
      { column: 'height', descending: true },
      { column: 'name', descending: false },
    ],
    q: 'Blue',
    filters: [
      { column: 'homeworld', operator: 'eq', value: 'Tatooine' },
      { column: 'height', operator: 'gt', value: '180' },
    ],
    problems: [],
  })
})

test.each([
  ['limit=-1', 'limit must be a whole number, 1 or more.'],
  ['limit=0', 'limit must be a whole number, 1 or more.'],
  ['limit=1e9', 'limit must be a whole number, 1 or more.'],
  ['limit=99999999999999999999', 'limit must be a whole number, 1 or more.'],
  ['offset=NaN', 'offset must be a whole number, 0 or more.'],
  ['limit=1&limit=2', 'limit may be given only once.'],
  ['q=a&q=b', 'q may be given only once.'],
  ['sort=name,-name', 'sort names name more than once.'],
  [
    'columns=name&sort=-count',
    '"count" is not a column. The columns are name, height, mass, hair_color, skin_color, eye_color, birth_year, gender, homeworld, date.',
  ],
  ['homeworld__isblank=yes', 'homeworld__isblank must be 1 or 0.'],
  [`name=${'x'.repeat(257)}`, 'The value of name is longer than 256 characters.'],
  [Array.from({ length: 21 }, (_, index) => `name=${index}`).join('&'), 'There are more than 20 filters.'],
  ['homeworld__isblank=2', 'homeworld__isblank must be 1 or 0.'],
  ['homeworld__isblank=', 'homeworld__isblank must be 1 or 0.'],
  ['mass__gt=1 000', 'mass__gt needs a number such as 180, 41.9 or 1,358; "1 000" is not one.'],
  ['mass__lte=78,2', 'mass__lte needs a number such as 180, 41.9 or 1,358; "78,2" is not one.'],
  ['height__gt=abc', 'height__gt needs a number such as 180, 41.9 or 1,358; "abc" is not one.'],
  ['height__lt=', 'height__lt needs a number such as 180, 41.9 or 1,358; "" is not one.'],
  [
    'birth_year__gte=19',
    'birth_year__gte needs a year with its era, such as 19BBY or 4ABY; "19" is not one.',
  ],
  [
    'birth_year__gt=19BBY&birth_year__lt=-5',
    'birth_year__lt needs a year with its era, such as 19BBY or 4ABY; "-5" is not one.',
  ],
  ['date__lt=2014-13', 'date__lt needs a date such as 2014, 2014-12 or 2014-12-20; "2014-13" is not one.'],
  [
    'date__gt=2014-02-30',
    'date__gt needs a date such as 2014, 2014-12 or 2014-12-20; "2014-02-30" is not one.',
  ],
  ['hair_color__in=', 'hair_color__in needs at least one value; "" is the empty one.'],
  [
    'hair_color__in="brown, grey',
    'The quotation marks in hair_color__in do not match: write "brown, grey" for one value with a comma, and "" for a quotation mark inside it.',
  ],
  [`name__in=a,${'x'.repeat(257)}`, 'The value of name__in is longer than 256 characters.'],
  [`name__in=${'x,'.repeat(1_001)}`, 'The value of name__in is longer than 2000 characters.'],
  [
    'height__GT=1',
    '"height__GT" is not a comparison. height can be followed by __ne, __gt, __gte, __lt, __lte, __contains, __in, __isblank.',
  ],
  [
    'columns=name,swapi_id',
    '"swapi_id" is not a column. The columns are name, height, mass, hair_color, skin_color, eye_color, birth_year, gender, homeworld, date.',
  ],
  [
    '__proto__=1',
    '"__proto__" is not a parameter. The columns are name, height, mass, hair_color, skin_color, eye_color, birth_year, gender, homeworld, date.',
  ],
  [
    'height__above=1',
    '"height__above" is not a comparison. height can be followed by __ne, __gt, __gte, __lt, __lte, __contains, __in, __isblank.',
  ],
])('%s is a problem', (query, problem) => {
  expect(parse(query).problems).toEqual([problem])
})

test.each([
  ['height__gt=+5', 'height', ' 5'],
  ['height__gt=%2B5', 'height', '+5'],
  ['mass__gte=1,358', 'mass', '1,358'],
  ['birth_year__lte=41.9BBY', 'birth_year', '41.9BBY'],
  ['date__gt=2014', 'date', '2014'],
  ['date__lte=2014-12', 'date', '2014-12'],
  // Names are ordered as text, and so are values that are not numbers.
  ['name__gt=M', 'name', 'M'],
  ['homeworld__lt=', 'homeworld', ''],
  ['mass=78,2', 'mass', '78,2'],
  ['date=unknown', 'date', 'unknown'],
  ['name=C+3PO', 'name', 'C 3PO'],
  ['name=C%2B3PO', 'name', 'C+3PO'],
  ['hair_color__in=blond,"brown, grey"', 'hair_color', 'blond,"brown, grey"'],
  ['hair_color__in=""', 'hair_color', '""'],
  ['skin_color__contains=', 'skin_color', ''],
])('%s is a condition', (query, column, value) => {
  expect(parse(query)).toMatchObject({ filters: [{ column, value }], problems: [] })
})

test('a condition given twice is one condition', () => {
  const query = Array.from({ length: 30 }, () => 'name=x').join('&')
  expect(parse(`${query}&name=y`)).toMatchObject({
    filters: [
      { column: 'name', operator: 'eq', value: 'x' },
      { column: 'name', operator: 'eq', value: 'y' },
    ],
    problems: [],
  })
})

describe('a view that counts', () => {
  function parseCounts(query: string): ParsedView<string> {
    return parseCountsView(new URLSearchParams(query))
  }

  test('is sorted by count and by its columns, wherever they are in the URL', () => {
    expect(parseCounts('sort=-gender,count,height&columns=height&columns=gender&limit=5&q=a')).toEqual({
      ...NOTHING,
      limit: 5,
      q: 'a',
      columns: ['height', 'gender'],
      sort: [
        { column: 'gender', descending: true },
        { column: 'count', descending: false },
        { column: 'height', descending: false },
      ],
    })
  })

  test.each([
    ['columns=gender&sort=height', '"height" is neither.'],
    ['columns=gender&sort=-swapi_id', '"swapi_id" is neither.'],
    ['columns=gender&sort=--count', '"-count" is neither.'],
    ['columns=gender&sort=Count', '"Count" is neither.'],
    ['sort=gender', '"gender" is neither.'],
  ])('is not sorted by anything else: %s', (query, end) => {
    const view = parseCounts(query)
    expect(view.sort).toEqual([])
    expect(view.problems).toEqual([`Counts are sorted by count or by the columns that are counted; ${end}`])
  })

  test('is sorted by each key once', () => {
    expect(parseCounts('columns=date&sort=count,date,-count')).toMatchObject({
      sort: [
        { column: 'count', descending: false },
        { column: 'date', descending: false },
      ],
      problems: ['sort names count more than once.'],
    })
    expect(parseCounts('columns=date&sort=count&sort=date').problems).toEqual([
      'sort may be given only once.',
    ])
  })

  test('reports invalid parameters in the order of the URL, each once', () => {
    expect(parseCounts('sort=mass&columns=DATE&limit=x').problems).toEqual([
      'Counts are sorted by count or by the columns that are counted; "mass" is neither.',
      '"DATE" is not a column. The columns are name, height, mass, hair_color, skin_color, eye_color, birth_year, gender, homeworld, date.',
      'limit must be a whole number, 1 or more.',
    ])
  })
})

test('invalid parameters are left out, and the rest is kept', () => {
  expect(parse('limit=many&homeworld=Naboo&nonsense=1')).toMatchObject({
    limit: null,
    filters: [{ column: 'homeworld', operator: 'eq', value: 'Naboo' }],
  })
})

test('no query, however strange, makes it throw or accept a name that is not a column', () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom('limit', 'sort', 'columns', 'height__gt', '__proto__', 'constructor'),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
      const counts = parseCountsView(pairs)
      const keys = ['count', ...counts.columns]
      for (const key of counts.sort) expect(keys).toContain(key.column)
      const { columns, sort, filters, limit, offset } = parseView(pairs)
      for (const column of [
        ...columns,
        ...sort.map((key) => key.column),
        ...filters.map((made) => made.column),
      ]) {
        expect(column).toMatch(/^(name|height|mass|(hair|skin|eye)_color|birth_year|gender|homeworld|date)$/)
      }
      expect(Number.isSafeInteger(limit ?? 1) && Number.isSafeInteger(offset)).toBe(true)
    }),
  )
})
