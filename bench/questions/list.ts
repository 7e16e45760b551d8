/** The questions, as Holocron and as Datasette are asked. All but the first differ each time: a kept answer helps neither. */
import { ARCHIVE_ROWS } from '../options'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'

/** The path of a request; `turn` is a number that no other request has. */
export type Path = (turn: number) => string

export interface Question {
  what: string
  ours: Path
  /** Null if Datasette has nothing like it. */
  theirs: Path | null
  /** Only until the first cell of the table is there. */
  isFirstCell?: boolean
}

/** Compares in SQL what Datasette's own URLs cannot: numbers stored as text, two columns, any column. */
export function listQuestions(id: string, rowCount: number): Question[] {
  const api = `/api/datasets/${id}`
  const page = `/datasets/${id}`
  const people = `/${rowCount}/people`
  const sql = (query: string): string => `/${rowCount}.json?_shape=array&sql=${encodeURIComponent(query)}`
  const middle: Path = (turn) => `${Math.floor(rowCount / 2) + (turn % Math.floor(rowCount / 4))}`
  const world = encodeURIComponent(rowCount === ARCHIVE_ROWS ? 'Tatooine' : 'World 0')
  const anyColumn: Path = (turn) =>
    DATASET_COLUMNS.map((column) => `${column} like '%zz${turn}%'`).join(' or ')
  const alone = (what: string, path: Path | string): Question => ({
    what,
    ours: typeof path === 'string' ? () => path : path,
    theirs: null,
  })
  const conditionedPage = {
    ours: (turn: number) => `${page}?limit=10&height__ne=${turn}`,
    theirs: (turn: number) => `${people}?_size=10&height__not=${turn}`,
  }
  return [
    {
      what: 'first ten',
      ours: () => `${api}/rows?limit=10`,
      theirs: () => `${people}.json?_size=10`,
    },
    {
      what: 'a hundred from the middle',
      ours: (turn) => `${api}/rows?limit=100&offset=${middle(turn)}`,
      theirs: (turn) => `${people}.json?_size=100&_next=${middle(turn)}`,
    },
    {
      what: 'two conditions, ten rows',
      ours: (turn) => `${api}/rows?homeworld=${world}&eye_color=blue&height__ne=${turn}&limit=10`,
      theirs: (turn) =>
        `${people}.json?homeworld__exact=${world}&eye_color__exact=blue&height__not=${turn}&_size=10`,
    },
    {
      what: 'highest first, ten rows',
      ours: (turn) => `${api}/rows?sort=-height&height__ne=${turn}&limit=10`,
      theirs: (turn) =>
        sql(`select * from people where height <> '${turn}' order by cast(height as real) desc limit 10`),
    },
    {
      what: 'count by one column',
      ours: (turn) => `${api}/counts?columns=homeworld&height__ne=${turn}&limit=100`,
      theirs: (turn) => `${people}.json?_facet=homeworld&_facet_size=100&height__not=${turn}&_size=0`,
    },
    {
      what: 'count by two columns',
      ours: (turn) => `${api}/counts?columns=eye_color,homeworld&height__ne=${turn}&limit=100`,
      theirs: (turn) =>
        sql(
          `select eye_color, homeworld, count(*) n from people where height <> '${turn}' group by 1, 2 order by n desc limit 100`,
        ),
    },
    {
      what: 'text in any column, ten rows',
      ours: (turn) => `${api}/rows?q=zz${turn}&limit=10`,
      theirs: (turn) => sql(`select * from people where ${anyColumn(turn)} limit 10`),
    },
    { what: 'the page', ours: () => `${page}?limit=10`, theirs: () => `${people}?_size=10` },
    { what: 'the page with a new condition', ...conditionedPage },
    { what: 'its first row', ...conditionedPage, isFirstCell: true },
    {
      what: 'everything as CSV',
      ours: (turn) => `${api}/rows?format=csv&height__ne=zz${turn}`,
      theirs: (turn) => `${people}.csv?_stream=on&height__not=zz${turn}`,
    },
    alone('the same question again', `${api}/rows?homeworld=${world}&eye_color=blue&limit=10`),
    alone('the same page again', `${page}?limit=10&height__ne=1`),
    alone('the page of counts', (turn) => `${page}/counts?columns=homeworld&height__ne=${turn}`),
    alone('dashboard', '/'),
    alone('health check', '/api/health'),
    alone('empty page of the same build', '/empty'),
    alone('empty route of the same build: the floor', '/empty-route'),
  ]
}
