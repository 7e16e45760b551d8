/** The same count by programs that people would use instead, reading the CSV; those that are not installed are left out. */
import { createReadStream } from 'node:fs'
import { parse } from 'fast-csv'
import type { BenchData } from './data'
import { measure, measureProgram, type Result } from './measure'
import { countValues } from '@/lib/datasets/counts'

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

/** Counts one column with each; Holocron's own time is that of the page's function, in a warm process. */
export async function benchPeers(data: BenchData, times: number): Promise<Result> {
  const ours = await measure(times, () =>
    countValues(data.dataset, { columns: ['gender'], limit: 100, offset: 0 }),
  )
  const peers: Record<string, number | null> = {
    'Node fast-csv + Map': await time(() => countWithFastCsv(data.csv)),
    'python csv + Counter': measureProgram('python3', ['-c', PYTHON, data.csv]),
    sqlite3: measureProgram('sqlite3', [
      ':memory:',
      '.mode csv',
      `.import ${data.csv} people`,
      'SELECT gender, count(*) FROM people GROUP BY 1 ORDER BY 2 DESC',
    ]),
    pandas: canImport('pandas') ? measureProgram('python3', ['-c', PANDAS, data.csv]) : null,
  }
  return {
    what: 'count by gender, beside programs that read the CSV',
    ours: ours.median,
    p95: ours.p95,
    peers: Object.fromEntries(
      Object.entries(peers).filter((entry): entry is [string, number] => entry[1] !== null),
    ),
    goal: '≥ 100 × fast-csv + Map at 10 M rows',
  }
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

async function time(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await task()
  return performance.now() - start
}
