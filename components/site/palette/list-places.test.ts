import { listPlaces } from '@/components/site/palette/list-places'

function listFiles(typed: string, pathname: string, search = ''): [label: string, file: string][] {
  return listPlaces(typed, pathname, search).flatMap((place) =>
    'file' in place ? [[place.label, place.file]] : [],
  )
}

test('the rows in the address bar are exported as they are', () => {
  expect(listFiles('export', '/datasets/k3f9x', '?homeworld=Tatooine&sort=-height&limit=20')).toEqual([
    ['Export CSV', '/api/datasets/k3f9x/rows?homeworld=Tatooine&sort=-height&format=csv'],
    [
      'Export CSV for spreadsheets',
      '/api/datasets/k3f9x/rows?homeworld=Tatooine&sort=-height&format=csv&for=spreadsheet',
    ],
    ['Export JSON', '/api/datasets/k3f9x/rows?homeworld=Tatooine&sort=-height&limit=20&offset=0'],
    ['Export NDJSON', '/api/datasets/k3f9x/rows?homeworld=Tatooine&sort=-height&format=ndjson'],
    ['Export Parquet', '/api/datasets/k3f9x/file?format=parquet'],
  ])
})

test('the counts in the address bar are exported as they are', () => {
  expect(listFiles('export csv', '/datasets/k3f9x/counts', '?columns=gender&q=blue')).toEqual([
    ['Export CSV', '/api/datasets/k3f9x/counts?columns=gender&q=blue&format=csv'],
    [
      'Export CSV for spreadsheets',
      '/api/datasets/k3f9x/counts?columns=gender&q=blue&format=csv&for=spreadsheet',
    ],
  ])
})

test('a page of one row exports the whole dataset', () => {
  expect(listFiles('ndjson', '/datasets/k3f9x/rows/5', '?homeworld=Tatooine')).toEqual([
    ['Export NDJSON', '/api/datasets/k3f9x/rows?format=ndjson'],
  ])
})

test('pages without a dataset export nothing', () => {
  expect(listFiles('export', '/')).toEqual([])
})

test('"download" leads to the button of the dashboard, and starts nothing', () => {
  expect(listFiles('download', '/datasets/k3f9x')).toEqual([['Download latest', '/#download']])
})

test('a word that is of no column counts nothing together', () => {
  expect(listPlaces('count homeworld zzz', '/datasets/k3f9x', '')).toEqual([])
})
