/** The questions, as Holocron and as Datasette are asked, in SQL where Datasette's own URLs cannot. */
import type { OutgoingHttpHeaders } from 'node:http'
import { ARCHIVE_ROWS } from '../options'
import type { Click } from './click'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'

/** The path of a request. `n` is a number that no other request has, so that an answer which was kept helps neither. */
export type Path = (n: number) => string

/** Without `theirs`, Datasette has nothing like it. The headers are for ours. */
type Question = [what: string, ours: Path, theirs?: Path, headers?: OutgoingHttpHeaders]

/** Of this question, only the time until the first cell of the table is there is measured. */
export const FIRST_ROW = 'the first row of such a page'

export function listQuestions(id: string, rowCount: number, click: Click): Question[] {
  const [api, page] = [`/api/datasets/${id}`, `/datasets/${id}`]
  const people = `/${rowCount}/people`
  const sql = (query: string): string => `/${rowCount}.json?_shape=array&sql=${encodeURIComponent(query)}`
  const middle: Path = (n) => `${Math.floor(rowCount / 2) + (n % Math.floor(rowCount / 4))}`
  const world = encodeURIComponent(rowCount === ARCHIVE_ROWS ? 'Tatooine' : 'World 0')
  const anyColumn: Path = (n) => DATASET_COLUMNS.map((column) => `${column} like '%zz${n}%'`).join(' or ')
  const newPage: [Path, Path] = [
    (n) => `${page}?limit=10&height__ne=${n}`,
    (n) => `${people}?_size=10&height__not=${n}`,
  ]
  return [
    ['first ten', () => `${api}/rows?limit=10`, () => `${people}.json?_size=10`],
    [
      'a hundred from the middle',
      (n) => `${api}/rows?limit=100&offset=${middle(n)}`,
      (n) => `${people}.json?_size=100&_next=${middle(n)}`,
    ],
    [
      'two conditions, ten rows',
      (n) => `${api}/rows?homeworld=${world}&eye_color=blue&height__ne=${n}&limit=10`,
      (n) => `${people}.json?homeworld__exact=${world}&eye_color__exact=blue&height__not=${n}&_size=10`,
    ],
    [
      'highest first, ten rows',
      (n) => `${api}/rows?sort=-height&height__ne=${n}&limit=10`,
      (n) => sql(`select * from people where height <> '${n}' order by cast(height as real) desc limit 10`),
    ],
    [
      'count by one column',
      (n) => `${api}/counts?columns=homeworld&height__ne=${n}&limit=100`,
      (n) => `${people}.json?_facet=homeworld&_facet_size=100&height__not=${n}&_size=0`,
    ],
    [
      'count by two columns',
      (n) => `${api}/counts?columns=eye_color,homeworld&height__ne=${n}&limit=100`,
      (n) =>
        sql(`select eye_color, homeworld, count(*) as number from people where height <> '${n}'
             group by 1, 2 order by 3 desc limit 100`),
    ],
    [
      'text in any column, ten rows',
      (n) => `${api}/rows?q=zz${n}&limit=10`,
      (n) => sql(`select * from people where ${anyColumn(n)} limit 10`),
    ],
    ['the page, ten rows', () => `${page}?limit=10`, () => `${people}?_size=10`],
    ['the page with a new condition', ...newPage],
    ['a click that adds a condition', (n) => `${newPage[0](n)}&${click.query}`, newPage[1], click.headers],
    [FIRST_ROW, ...newPage],
    [
      'everything as CSV',
      (n) => `${api}/rows?format=csv&height__ne=zz${n}`,
      (n) => `${people}.csv?_stream=on&height__not=zz${n}`,
    ],
    ['the same two conditions again', () => `${api}/rows?homeworld=${world}&eye_color=blue&limit=10`],
    ['the same condition on the page again', () => `${page}?limit=10&height__ne=1`],
    ['the page of counts', (n) => `${page}/counts?columns=homeworld&height__ne=${n}`],
    ['dashboard', (n) => `/?n=${n}`],
    ['the same dashboard again', () => '/'],
    ['health check', () => '/api/health'],
    ['empty page of the same build', () => '/empty'],
    ['empty route of the same build: the floor', () => '/empty-route'],
  ]
}
