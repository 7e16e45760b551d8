import { assertParameters, readDatasetsQuery, readListQuery, readViewParameters } from '@/lib/api/query'

function get(query: string): Request {
  return new Request(`http://localhost:3000/api/datasets${query}`)
}

test('known parameters are accepted, each once', () => {
  expect(() => assertParameters(get('?format=csv&for=x'), ['format', 'for'])).not.toThrow()
  expect(() => assertParameters(get(''))).not.toThrow()
})

test.each([
  ['?nope=1', [], '"nope" is not a parameter. This endpoint takes none.'],
  ['?limit=1&nope', ['limit', 'q'], '"nope" is not a parameter. This endpoint takes limit, q.'],
  ['?limit=1&limit=1', ['limit'], 'limit may be given only once.'],
  [`?${'x'.repeat(60)}=`, [], `"${'x'.repeat(40)}…" is not a parameter. This endpoint takes none.`],
])('%s is rejected where %j is known', (query, known, message) => {
  expect(() => assertParameters(get(query), known)).toThrow(
    expect.objectContaining({ code: 'invalid', message }) as Error,
  )
})

test('a list has its own default limit, and its search is trimmed', () => {
  expect(readListQuery(get('?offset=7'), 100)).toEqual({ limit: 100, offset: 7 })
  expect(readDatasetsQuery(get(''), 20)).toEqual({ limit: 20, offset: 0, q: '', folded: false })
  expect(readDatasetsQuery(get('?limit=1000&offset=7&q=+ready+&sort=-rows,when&folded=1'), 20)).toEqual({
    limit: 1000,
    offset: 7,
    q: 'ready',
    folded: true,
    sort: [
      { column: 'rows', descending: true },
      { column: 'when', descending: false },
    ],
  })
})

test.each([
  ['?limit=abc', 'limit must be a whole number, 1 or more.'],
  ['?limit=0', 'limit must be a whole number, 1 or more.'],
  ['?limit=1001', 'limit must be 1,000 or less.'],
  ['?offset=-1', 'offset must be a whole number, 0 or more.'],
  [
    '?sort=name',
    'Datasets are sorted by title, when, source, rows, size, requests, duration; "name" is none of these.',
  ],
  ['?sort=rows,-rows', 'sort names rows more than once.'],
  ['?name=Luke', '"name" is not a parameter. This endpoint takes limit, offset, q, sort, folded.'],
  [`?q=${'x'.repeat(257)}`, 'The value of q is longer than 256 characters.'],
])('a list rejects %s with a clear message', (query, message) => {
  expect(() => readDatasetsQuery(get(query), 20)).toThrow(expect.objectContaining({ message }) as Error)
})

test('conditions may be given as values of filter, any number of them', () => {
  const query = '?filter=height__gt%3D180&limit=5&filter=name%3Da%3Db'
  expect(readViewParameters(get(query))).toEqual([
    ['height__gt', '180'],
    ['limit', '5'],
    ['name', 'a=b'],
  ])
})

test.each(['', 'height', 'limit%3D5', 'q%3Dx', '%3D180', 'filter%3Dheight%3D1', '__proto__%3D1'])(
  'filter=%s is no condition',
  (value) => {
    expect(() => readViewParameters(get(`?filter=${value}`))).toThrow(
      'filter must be a condition on a column, such as height__gt=180.',
    )
  },
)
