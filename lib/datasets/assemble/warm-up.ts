import 'server-only'
import { writeCsv } from '@/lib/csv'
import { hashContent } from '@/lib/datasets/unchanged/content-hash'
import { parquetOptions, writeCsvFromParquet } from '@/lib/datasets/assemble/write-files'
import { csvTable } from '@/lib/datasets/csv-table'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { quoteText, withConnection } from '@/lib/duckdb/lanes'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'

/** One vector of DuckDB. */
const ROWS_IN_GROUP = 2_048

/**
 * Writes and reads files as a download does, with one row, so that the first download after a start does not wait until
 * DuckDB and fast-csv are loaded. Leaves nothing behind; a failure changes nothing.
 */
export async function warmUp(): Promise<void> {
  try {
    await storage.withScratchFile('warm-up.csv', (csv) =>
      storage.withScratchFile('warm-up.parquet', (parquet) => writeAndRead(csv, parquet)),
    )
  } catch (error) {
    log.debug({ err: error }, 'could not warm up')
  }
}

async function writeAndRead(csv: string, parquet: string): Promise<void> {
  const columns = ['swapi_id', ...DATASET_COLUMNS]
  await writeCsv(csv, columns, oneRow(columns))
  const table = csvTable([csv], {
    ...Object.fromEntries(columns.map((name) => [name, 'VARCHAR'])),
    swapi_id: 'BIGINT',
  })
  await withConnection('work', async (connection) => {
    await connection.run(
      `COPY (SELECT own.* FROM ${table} AS own LEFT JOIN ${table} AS other USING (swapi_id) ORDER BY own.swapi_id)
       TO ${quoteText(parquet)} (${parquetOptions(ROWS_IN_GROUP)})`,
    )
    await hashContent(connection, parquet)
    await writeCsvFromParquet(connection, parquet, csv)
  })
}

async function* oneRow(columns: string[]): AsyncGenerator<string[][]> {
  yield await Promise.resolve([columns.map(() => '1')])
}
