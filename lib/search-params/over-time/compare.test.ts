import {
  comparedCountsHref,
  compareExportHref,
  compareHref,
  type CompareParams,
  keptCompareParams,
  parseCompareParams,
} from '@/lib/search-params/over-time/compare'
import fc from '@/lib/testing/fast-check'

const DEFAULTS: CompareParams = {
  columns: [],
  sort: [],
  q: '',
  filters: [],
  change: [],
  ignore: ['date'],
  changed: null,
  old: null,
  new: null,
  count: [],
  limit: 50,
  offset: 0,
}

test('what is the default is not in the address', () => {
  expect(compareHref('b', 'a', DEFAULTS)).toBe('/datasets/b/compare/a')
  expect(parseCompareParams({})).toEqual({ ...DEFAULTS, problems: [] })
})

test('to ignore nothing is not the same as the default', () => {
  expect(compareHref('b', 'a', { ignore: [] })).toBe('/datasets/b/compare/a?ignore=')
  expect(parseCompareParams({ ignore: '' }).ignore).toEqual([])
})

test('a change from an empty value is not the same as one from any', () => {
  const href = compareHref('b', 'a', { changed: 'homeworld', old: '', new: 'A&B' })
  expect(href).toBe('/datasets/b/compare/a?changed=homeworld&old=&new=A%26B')
  expect(parseCompareParams({ changed: 'homeworld', old: '' })).toMatchObject({ old: '', new: null })
})

test('a page leaves out what it does not understand, and says so', () => {
  expect(parseCompareParams({ change: 'added,gone', old: 'x', mass__near: '1' })).toMatchObject({
    change: ['added'],
    old: null,
    problems: [
      expect.stringMatching(/^"mass__near" is not a comparison\./),
      'change: "gone" is not one of added, removed, changed.',
      'old is the value of a changed column: add changed=homeworld, for instance.',
    ],
  })
})

test('files keep the conditions, and need no counts', () => {
  const view: CompareParams = { ...DEFAULTS, change: ['added'], q: 'luke', count: ['name'] }
  expect(compareExportHref('b', 'a', view, 'csv')).toBe(
    '/api/datasets/b/compare?with=a&change=added&q=luke&format=csv',
  )
  expect(compareExportHref('b', 'a', view, 'json')).toBe(
    '/api/datasets/b/compare?with=a&change=added&q=luke&limit=50',
  )
})

test('a search keeps everything else, whatever the values are', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (old, now) => {
      const view: CompareParams = {
        ...DEFAULTS,
        changed: 'name',
        old: old.slice(0, 256),
        new: now.slice(0, 256),
        q: 'x',
      }
      const kept = new Map(keptCompareParams(view))
      expect([kept.get('old'), kept.get('new'), kept.has('q')]).toEqual([view.old, view.new, false])
    }),
  )
})

test('the counts of the page are exported with its conditions, without its slice and its kinds of changes', () => {
  const params: CompareParams = {
    ...DEFAULTS,
    count: ['homeworld', 'gender'],
    q: 'a b',
    change: ['added'],
    limit: 90,
  }
  expect(comparedCountsHref('b', 'a', params, 'csv')).toBe(
    '/api/datasets/b/compare/counts?with=a&columns=homeworld,gender&q=a%20b&format=csv',
  )
})
