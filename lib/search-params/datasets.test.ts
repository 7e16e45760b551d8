import type { DatasetKey, Sort } from '@/lib/datasets/model/view'
import { dashboardHref, datasetsApiHref, parseDatasetsParams } from '@/lib/search-params/datasets'
import { writeSort } from '@/lib/search-params/query'

const ID = '20261122-203057-k3f9x'
const BY_ROWS: Sort<DatasetKey>[] = [
  { column: 'rows', descending: true },
  { column: 'when', descending: false },
]

test.each<[Record<string, string>, string, string | null]>([
  [{ sort: '-rows,when' }, '-rows,when', null],
  [{ sort: '-when' }, '', null],
  [{ sort: 'height,-size' }, '-size', null],
  [{ unfold: ID }, '', ID],
  [{ unfold: '' }, '', null],
  [{ unfold: '../x' }, '', null],
])('the parameters of the list are lenient: %j', (params, order, unfold) => {
  const { sort, ...rest } = parseDatasetsParams(params)
  expect(writeSort(sort)).toBe(order)
  expect(rest.unfold).toBe(unfold)
})

test('a link to the list says exactly what its page reads, and leaves defaults out', () => {
  const params = { q: 'a, b', sort: BY_ROWS, unfold: ID, offset: 20, limit: 40 }
  const href = dashboardHref(params)
  expect(href).toBe(`/?q=a,%20b&sort=-rows,when&unfold=${ID}&limit=40&offset=20`)
  expect(parseDatasetsParams(Object.fromEntries(new URLSearchParams(href.slice(2))))).toEqual(params)
  expect(dashboardHref({ sort: [{ column: 'when', descending: true }], q: '', unfold: null })).toBe('/')
  expect(datasetsApiHref({ q: 'x', sort: BY_ROWS })).toBe('/api/datasets?q=x&sort=-rows,when')
})
