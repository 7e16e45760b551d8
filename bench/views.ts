/** Filters, sorts and searches: the first page and the total number of rows, also for the peers. */
import { measureInTurn, progress } from './measure'
import { parquetTable, type QueryBench } from './query-bench'
import { queryRow } from './table'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { readRows } from '@/lib/datasets/query/rows'

interface View {
  what: string
  query: Partial<Parameters<typeof readRows>[1]>
  /** The condition and the order for bare DuckDB. */
  where: string
  order?: string
  /** The same for sqlite3, where its SQL differs. */
  inSqlite?: { where?: string; order?: string }
}

const VIEWS: View[] = [
  {
    what: 'filter homeworld',
    query: { filters: [{ column: 'homeworld', operator: 'eq', value: 'World 17' }] },
    where: `homeworld = 'World 17'`,
  },
  {
    what: 'filter height > 180',
    query: { filters: [{ column: 'height', operator: 'gt', value: '180' }] },
    where: 'TRY_CAST(height AS DOUBLE) > 180',
    inSqlite: { where: 'CAST(height AS REAL) > 180' },
  },
  {
    what: 'sort by mass as a number',
    query: { sort: [{ column: 'mass', descending: true }] },
    where: 'TRUE',
    order: `ORDER BY TRY_CAST(replace(mass, ',', '') AS DOUBLE) DESC NULLS LAST`,
    inSqlite: { order: `ORDER BY CAST(replace(mass, ',', '') AS REAL) DESC` },
  },
  {
    what: 'search all ten columns',
    query: { q: 'clone 77' },
    where: DATASET_COLUMNS.map((column) => `contains(lower(${column}), 'clone 77')`).join(' OR '),
    inSqlite: { where: DATASET_COLUMNS.map((column) => `${column} LIKE '%clone 77%'`).join(' OR ') },
  },
]

/** A table row for each view. */
export async function benchViews({ data, bare, sqlite, times }: QueryBench): Promise<string[][]> {
  const rows: string[][] = []
  for (const { what, query, where, order = '', inSqlite } of VIEWS) {
    progress(what)
    const table = parquetTable(data)
    const { ours, peer } = await measureInTurn(times, {
      ours: () => readRows(data.dataset, { limit: 100, offset: 0, ...query }),
      peer: async () => {
        await bare.runAndReadAll(pageSql(table, where, order))
        await bare.runAndReadAll(totalSql(table, where))
      },
    })
    const sqliteWhere = inSqlite?.where ?? where
    const sqliteMs = sqlite?.time(
      `${pageSql('people', sqliteWhere, inSqlite?.order ?? order)}; ${totalSql('people', sqliteWhere)}`,
    )
    const peers = { 'bare DuckDB': peer.median, 'sqlite3 (already imported)': sqliteMs ?? null }
    rows.push(queryRow(`${what}: first page and total`, ours, peers, '–'))
  }
  return rows
}

function pageSql(table: string, where: string, order: string): string {
  return `SELECT ${DATASET_COLUMNS.join(', ')} FROM ${table} WHERE ${where} ${order} LIMIT 100`
}

function totalSql(table: string, where: string): string {
  return `SELECT count(*) FROM ${table} WHERE ${where}`
}
