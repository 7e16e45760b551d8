import { LARGEST_FIRST } from '@/lib/datasets/model/view'
import {
  countsPictureHref,
  countsExportHref,
  countsHref,
  type CountsParams,
  parseCountsParams,
} from '@/lib/search-params/counts'
import { matchHref } from '@/lib/search-params/rows'

const DEFAULTS: CountsParams = {
  columns: ['date'],
  filters: [],
  q: '',
  sort: LARGEST_FIRST,
  limit: 100,
  offset: 0,
}

describe('the view of counts', () => {
  test.each([
    ['pivot', 'pivot'],
    ['table', undefined],
    ['', undefined],
    [['pivot', 'pivot'], undefined],
    [undefined, undefined],
  ])('%j in the URL is %j', (value, view) => {
    expect(parseCountsParams({ view: value }).view).toBe(view)
  })

  test('is in links unless it is a table', () => {
    expect(countsHref('x', { columns: ['date'] })).toBe('/datasets/x/counts?columns=date')
    expect(countsHref('x', { columns: ['date'], q: 'a', view: 'pivot', offset: 100 })).toBe(
      '/datasets/x/counts?columns=date&q=a&view=pivot&offset=100',
    )
  })
})

describe('links to the API', () => {
  test('to data never contain the view of the page', () => {
    const params = { ...DEFAULTS, view: 'pivot' } as const
    expect(countsExportHref('x', params, 'csv')).toBe('/api/datasets/x/counts?columns=date&format=csv')
    expect(countsExportHref('x', params, 'json')).toBe(
      '/api/datasets/x/counts?columns=date&format=json&limit=100',
    )
  })

  test('draw what the page shows: bars for a table, a pivot for a pivot', () => {
    const params = {
      ...DEFAULTS,
      view: 'pivot',
      limit: 5,
      offset: 100,
      sort: [{ column: 'date', descending: false }],
    } as const
    const view = { ...params, sort: [...params.sort] }
    expect(countsPictureHref('x', view, 'dark')).toBe(
      '/api/datasets/x/counts.svg?columns=date&sort=date&limit=5&offset=100&theme=dark',
    )
    expect(countsPictureHref('x', { ...view, columns: ['date', 'gender'] }, 'light')).toBe(
      '/api/datasets/x/counts.svg?columns=date,gender&view=pivot',
    )
  })
})

describe('the URL of the rows that have given values', () => {
  const height = { column: 'height', operator: 'gt', value: '1' } as const

  test('adds them to the selection, none of them twice', () => {
    const filters = [height, { column: 'date', operator: 'eq', value: 'x&y' } as const]
    expect(matchHref('x', { filters, q: 'a' }, ['date', 'gender'], ['x&y', ''])).toBe(
      '/datasets/x?height__gt=1&date=x%26y&gender__isblank=1&q=a',
    )
  })

  test('is null when a value or the number of conditions exceeds what a URL accepts', () => {
    const select = (count: number) => ({ filters: Array(count).fill(height) as (typeof height)[], q: '' })
    expect(matchHref('x', select(0), ['name'], ['n'.repeat(256)])).not.toBeNull()
    expect(matchHref('x', select(0), ['name'], ['n'.repeat(257)])).toBeNull()
    expect(matchHref('x', select(19), ['name'], ['n'])).not.toBeNull()
    expect(matchHref('x', select(20), ['name'], ['n'])).toBeNull()
  })
})
