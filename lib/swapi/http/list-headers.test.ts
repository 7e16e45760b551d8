import { readListHeaders } from '@/lib/swapi/http/list-headers'

const NEXT = '<https://api.example/people?page=2&limit=100>; rel="next"'
const LAST = '<https://api.example/people?page=3&limit=100>; rel="last"'

describe('the headers of a list', () => {
  test.each([
    [{}, { total: null, hasNext: false }],
    [{ 'x-total-count': '250' }, { total: 250, hasNext: false }],
    [{ 'content-range': '0-99/250' }, { total: 250, hasNext: false }],
    [{ 'content-range': 'people 0-99/250' }, { total: 250, hasNext: false }],
    [{ link: `${NEXT}, ${LAST}` }, { total: null, hasNext: true }],
    [{ link: '<https://api.example/people?page=1>; rel=prev' }, { total: null, hasNext: false }],
    [
      { link: NEXT, 'x-total-count': '250' },
      { total: 250, hasNext: true },
    ],
  ])('%j mean %j', (headers, expected) => {
    expect(readListHeaders(new Headers(headers))).toEqual(expected)
  })

  test.each([
    ['x-total-count', 'many'],
    ['x-total-count', '-1'],
    ['x-total-count', '99999999999999999999'],
    ['content-range', '0-99/*'],
    ['link', 'no link at all'],
    ['link', ''],
  ])('are ignored when invalid: %s: %j', (name, value) => {
    expect(readListHeaders(new Headers({ [name]: value }))).toEqual({
      total: null,
      hasNext: false,
    })
  })
})
