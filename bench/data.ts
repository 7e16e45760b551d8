/** Data for the benchmark: the same bytes for the same size, skewed like real data. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { csvName, parquetName } from '@/lib/datasets/files'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { quoteText } from '@/lib/duckdb/lanes'

/** A dataset on disk under STORAGE_DIR, like the result of a download. */
export interface BenchData {
  dataset: Dataset
  csv: string
  parquet: string
}

const list = (values: string[]): string => `[${values.map(quoteText).join(', ')}]`

/** Picks a value by a hash of the row's number: a `power` above 1 makes the first values frequent. */
function pick(values: string[], salt: number, power = 1): string {
  const unit = `((hash(i * 31 + ${salt}) % 1000003) / 1000003.0)`
  return `${list(values)}[1 + floor(pow(${unit}, ${power}) * ${values.length})::INTEGER]`
}

const COLORS = [
  'brown',
  'none',
  'black',
  'n/a',
  'blond',
  'white',
  'auburn',
  'brown, grey',
  'unknown',
  'auburn, white',
]
const GENDERS = ['male', 'female', 'n/a', 'hermaphrodite', 'none']

/** Ten columns: almost unique names, values with commas that CSV must quote, 50,000 homeworlds, 3,000 days. */
const SQL: Record<(typeof DATASET_COLUMNS)[number], string> = {
  name: `CASE WHEN i % 50 = 0 THEN 'Clone ' || (i % 1000) ELSE 'Person ' || i || ', of the ' || (i % 977) || 'th' END`,
  height: `CASE hash(i) % 20 WHEN 0 THEN 'unknown' ELSE (66 + hash(i + 1) % 199)::VARCHAR END`,
  mass: `CASE hash(i + 2) % 10 WHEN 0 THEN 'unknown' WHEN 1 THEN '1,' || lpad((hash(i + 3) % 1000)::VARCHAR, 3, '0') ELSE (15 + hash(i + 4) % 144)::VARCHAR END`,
  hair_color: pick(COLORS, 5, 2),
  skin_color: pick(
    ['fair', 'light', 'green', 'dark', 'grey', 'pale', 'brown mottle', 'white, blue', 'red', 'tan'],
    6,
    2,
  ),
  eye_color: pick(
    ['brown', 'blue', 'yellow', 'black', 'orange', 'red', 'hazel', 'blue-gray', 'gold', 'unknown'],
    7,
    2,
  ),
  birth_year: `CASE hash(i + 8) % 3 WHEN 0 THEN 'unknown' ELSE (1 + hash(i + 9) % 895)::VARCHAR || 'BBY' END`,
  gender: pick(GENDERS, 10, 3),
  homeworld: `CASE hash(i + 11) % 12 WHEN 0 THEN 'unknown' ELSE 'World ' || floor(pow((hash(i + 12) % 1000003) / 1000003.0, 3) * 50000)::INTEGER END`,
  date: `strftime(DATE '2014-12-20' + (hash(i + 13) % 3000)::INTEGER, '%Y-%m-%d')`,
}

/** Creates the files of a dataset with `rowCount` rows, unless they exist from an earlier run. */
export async function makeData(storageDir: string, rowCount: number): Promise<BenchData> {
  const id = `20000101-000000-${rowCount.toString(36).padStart(5, '0').slice(-5)}`
  const folder = path.join(storageDir, 'datasets', id)
  const csv = path.join(folder, csvName(id))
  const parquet = path.join(folder, parquetName(id))
  if (!existsSync(csv)) {
    // The CSV appears last, and only when it is complete.
    const unfinished = `${csv}.tmp`
    mkdirSync(folder, { recursive: true })
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB', threads: '2' })
    const connection = await instance.connect()
    const columns = DATASET_COLUMNS.map((column) => `${SQL[column]} AS ${column}`).join(', ')
    await connection.run(
      `COPY (SELECT i AS swapi_id, ${columns} FROM range(1, ${rowCount + 1}) AS numbers(i)) TO ${quoteText(parquet)}
       (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880, DICTIONARY_SIZE_LIMIT 60000)`,
    )
    await connection.run(
      `COPY (SELECT ${DATASET_COLUMNS.join(', ')} FROM read_parquet(${quoteText(parquet)})) TO ${quoteText(unfinished)} (FORMAT csv, HEADER)`,
    )
    connection.closeSync()
    instance.closeSync()
    renameSync(unfinished, csv)
  }
  // Queries read only these fields of a dataset; the rest belongs to its receipt.
  const dataset = { id, status: 'ready', rowCount, parquetSha256: null } as Dataset
  return { dataset, csv, parquet }
}
