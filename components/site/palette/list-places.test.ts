/** @jest-environment jest-fixed-jsdom */
import { listPlaces } from '@/components/site/palette/list-places'

afterEach(() => document.head.replaceChildren())

/** What the head of a page says about its view. */
function linkView(csv: string, json: string): void {
  for (const [type, href] of [
    ['text/csv', csv],
    ['application/json', json],
  ] as const)
    document.head.append(Object.assign(document.createElement('link'), { rel: 'alternate', type, href }))
}

function listFiles(typed: string, pathname: string): [label: string, file: string][] {
  return listPlaces(typed, pathname).flatMap((place): [string, string][] =>
    'file' in place ? [[place.label, place.file.replace(window.location.origin, '')]] : [],
  )
}

const listLinks = (typed: string): string[] =>
  listPlaces(typed, '/datasets/k3f9x').flatMap((place) => ('href' in place ? [place.href] : []))

test('the view of the page is exported as it is', () => {
  const view = '/api/datasets/k3f9x/rows?homeworld=Tatooine&sort=-height'
  linkView(`${view}&format=csv`, `${view}&limit=20&offset=0`)
  expect(listFiles('export', '/datasets/k3f9x')).toEqual([
    ['Export CSV', `${view}&format=csv`],
    ['Export CSV for spreadsheets', `${view}&format=csv&for=spreadsheet`],
    ['Export JSON', `${view}&limit=20&offset=0`],
    ['Export NDJSON', `${view}&format=ndjson`],
    ['Export Parquet', '/api/datasets/k3f9x/file?format=parquet'],
  ])
})

test('a page that shows neither rows nor counts exports nothing', () => {
  expect(listFiles('export', '/datasets/k3f9x/receipt')).toEqual([])
})

test('"download" leads to the button of the dashboard, and starts nothing', () => {
  expect(listFiles('download', '/datasets/k3f9x')).toEqual([['Download latest', '/#download']])
})

test('columns are counted together under the conditions of the view, and without its order', () => {
  const view = '/api/datasets/k3f9x/rows?columns=name&gender=male&q=blue%20%26&sort=name'
  linkView(`${view}&format=csv`, `${view}&limit=10&offset=0`)
  expect(listLinks('count eye color, home')).toEqual([
    '/datasets/k3f9x/counts?columns=eye_color,homeworld&gender=male&q=blue+%26',
  ])
})

test('without conditions, columns are counted in all rows', () => {
  expect(listLinks('count homeworld gender')).toEqual(['/datasets/k3f9x/counts?columns=homeworld,gender'])
})

test('a word that is of no column counts nothing together', () => {
  expect(listPlaces('count homeworld zzz', '/datasets/k3f9x')).toEqual([])
})
