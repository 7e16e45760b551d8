/** The same count with programs that people might use instead, if they are installed, reading the CSV. */
import { createReadStream } from 'node:fs'
import { parse } from 'fast-csv'
import type { BenchData } from './data'
import { measureInTurn, measureProgram, progress, time } from './measure'
import type { SqlitePeer } from './sqlite'
import { queryRow, type Peers } from './table'
import { countValues } from '@/lib/datasets/query/counts'

const PYTHON = `
import csv, sys
from collections import Counter
with open(sys.argv[1], newline='') as file:
    rows = csv.reader(file)
    column = next(rows).index('gender')
    print(Counter(row[column] for row in rows).most_common(3))
`
const PANDAS = `
import sys
import pandas
print(pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)['gender'].value_counts().head(3))
`

/**
 * Counts one column once with each; Holocron's time is that of the page's function in a warm process.
 * Returns a table row, and a sentence about missing programs.
 */
export async function benchPeers(
  data: BenchData,
  sqlite: SqlitePeer | null,
  times: number,
): Promise<{ row: string[]; missing: string }> {
  const { ours } = await measureInTurn(times, {
    ours: () => countValues(data.dataset, { columns: ['gender'], limit: 100, offset: 0 }),
  })
  progress('count by gender with fast-csv')
  const fastCsv = await time(() => countWithFastCsv(data.csv))
  progress('count by gender with python, sqlite3 and pandas, if installed')
  const peers: Peers = {
    'Node fast-csv + Map': fastCsv,
    'python csv + Counter': measureProgram('python3', ['-c', PYTHON, data.csv]),
    'sqlite3, import included': sqlite && sqlite.importMs + countWithSqlite(sqlite),
    pandas: canImport('pandas') ? measureProgram('python3', ['-c', PANDAS, data.csv]) : null,
  }
  const names = Object.keys(peers).filter((name) => peers[name] === null)
  return {
    row: queryRow(
      'count by gender, vs. programs that read the CSV',
      ours,
      peers,
      '≥ 100 × fast-csv + Map at 10 M rows',
    ),
    missing:
      names.length > 0 ? `Not installed on this machine and therefore skipped: ${names.join(', ')}.` : '',
  }
}

function countWithSqlite(sqlite: SqlitePeer): number {
  return sqlite.time('SELECT gender, count(*) FROM people GROUP BY 1 ORDER BY 2 DESC')
}

async function countWithFastCsv(csv: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const row of createReadStream(csv).pipe(parse({ headers: true })) as AsyncIterable<{
    gender: string
  }>) {
    counts.set(row.gender, (counts.get(row.gender) ?? 0) + 1)
  }
  return counts
}

function canImport(module: string): boolean {
  try {
    return measureProgram('python3', ['-c', `import ${module}`]) !== null
  } catch {
    return false
  }
}
