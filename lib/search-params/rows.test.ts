import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { SearchParams } from '@/lib/search-params/query'
import {
  keptParams,
  parseNewCondition,
  parseRowNumber,
  parseRowsParams,
  rowHref,
  rowsFileHref,
  viewHref,
} from '@/lib/search-params/rows'

const ID = '20261122-203057-k3f9x'

describe('the columns that rows show', () => {
  test.each([
    ['mass,name', ['mass', 'name']],
    [
      ['name', 'mass'],
      ['name', 'mass'],
    ],
    ['nonsense', []],
    [DATASET_COLUMNS.join(), []],
    [[...DATASET_COLUMNS], []],
  ])('%j are %j', (value, columns) => {
    expect(parseRowsParams({ columns: value }).columns).toEqual(columns)
  })
})

describe('a condition sent in parts', () => {
  test.each([
    [{ where: 'height', is: 'gt', value: '180' }, 'height gt 180'],
    [{ where: 'homeworld', is: 'eq', value: 'Tatooine' }, 'homeworld eq Tatooine'],
    [{ where: 'homeworld', is: 'eq' }, 'homeworld eq '],
    [{ where: 'homeworld', is: 'isblank1', value: 'ignored' }, 'homeworld isblank 1'],
    [{ where: 'homeworld', is: 'isblank0', value: '' }, 'homeworld isblank 0'],
    [{ where: 'eye_color', is: 'in', value: 'blue,brown' }, 'eye_color in blue,brown'],
    [{ where: ['mass', 'name'], is: 'lt', value: '5' }, 'mass lt 5'],
    [{ where: 'homeworld', is: 'eq', value: ' Tatooine\t' }, 'homeworld eq Tatooine'],
    [{ where: 'hair_color', is: 'in', value: ' "fair ", x' }, 'hair_color in "fair ", x'],
  ])('%j is %s', (params, expected) => {
    expect(Object.values(parseNewCondition(params)?.filter ?? {}).join(' ')).toBe(expected)
  })

  test.each<[SearchParams, string]>([
    [
      { where: 'height', is: 'gt', value: '1 000' },
      'height__gt needs a number such as 180, 41.9 or 1,358; "1 000" is not one.',
    ],
    [
      { where: 'hair_color', is: 'in', value: '' },
      'hair_color__in needs at least one value; "" is the empty one.',
    ],
  ])('%j is none, and the reason is given', (params, sentence) => {
    expect(parseNewCondition(params)).toEqual({ filter: null, problems: [sentence] })
  })

  test.each<SearchParams>([
    {},
    { where: 'height' },
    { is: 'gt', value: '180' },
    { where: 'limit', is: 'eq', value: '20' },
    { where: 'columns', is: 'eq', value: 'name' },
    { where: 'height', is: 'like', value: '1' },
    { where: 'height', is: 'isblank', value: '2' },
    { where: 'name', is: 'eq', value: 'x'.repeat(257) },
  ])('%j is none', (params) => {
    expect(parseNewCondition(params)?.filter ?? null).toBeNull()
  })
})

test.each([
  ['1', 1],
  ['82', 82],
  ['83', null],
  ['0', null],
  ['-1', null],
  ['01', null],
  ['1.0', null],
  ['1e1', null],
  ['', null],
  ['99999999999999999999', null],
])('row %j of 82 is %j', (text, number) => {
  expect(parseRowNumber(text, 82)).toBe(number)
})

test('a link to a file has the whole view, and a link to this page’s JSON also the slice', () => {
  const view = {
    filters: [{ column: 'homeworld' as const, operator: 'eq' as const, value: 'Tatooine' }],
    q: 'a b',
    sort: [{ column: 'height' as const, descending: true }],
    columns: ['name' as const, 'height' as const],
    limit: 10,
    offset: 20,
  }
  const rows = `/api/datasets/${ID}/rows`
  const query = 'columns=name,height&homeworld=Tatooine&q=a%20b&sort=-height'
  expect(rowsFileHref(ID, view, 'csv')).toBe(`${rows}?${query}&format=csv`)
  expect(rowsFileHref(ID, view, 'spreadsheet')).toBe(`${rows}?${query}&format=csv&for=spreadsheet`)
  expect(rowsFileHref(ID, view, 'ndjson')).toBe(`${rows}?${query}&format=ndjson`)
  expect(rowsFileHref(ID, view, 'json')).toBe(`${rows}?${query}&limit=10&offset=20`)
  expect(rowHref(ID, 17, view)).toBe(`/datasets/${ID}/rows/17?${query}&offset=20`)
  expect(rowHref(ID, 17)).toBe(`/datasets/${ID}/rows/17`)
  expect(keptParams(view, 'columns')).toEqual([
    ['homeworld', 'Tatooine'],
    ['sort', '-height'],
    ['q', 'a b'],
  ])
})

test('a link to another view from the page itself is the query alone, if it has one', () => {
  expect(viewHref(ID, { q: 'sky', limit: 20 })).toBe('?q=sky&limit=20')
  expect(viewHref(ID, {})).toBe(`/datasets/${ID}`)
})
