/** Verifies one ready dataset: what is wrong with its files, and whether it can be repaired from what is there. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { describePublished } from '@/lib/datasets/published'
import { compareCells } from '@/lib/datasets/verify/files/cells'
import { findCsvProblem, firstLine, getSize } from '@/lib/datasets/verify/files/csv'
import { findLinks } from '@/lib/datasets/verify/files/links'
import { inspectParquet, type ParquetFacts } from '@/lib/datasets/verify/files/parquet'
import { compareBytes } from '@/lib/datasets/verify/files/parquet-bytes'
import { findReceiptProblem, type ReceiptProblem } from '@/lib/datasets/verify/files/receipt'
import type { Finding, Problem, Repair } from '@/lib/datasets/verify/finding'
import { withMemoryFor } from '@/lib/datasets/verify/memory'
import { formatCount, formatQuantity } from '@/lib/format'
import { storage } from '@/lib/storage'

const REPAIR = 'npm run verify -- --repair'
const NOT_CHECKED = 'Run npm run verify to see whether it can be repaired.'
const RESTORE = 'Restore it from a backup of the storage folder; without one, download the dataset again.'
const NOTHING_CAN_REPLACE = `Nothing here can replace it. ${RESTORE}`
const CSV_FROM_PARQUET = `Its Parquet file is intact, so the CSV can be rebuilt: ${REPAIR}`
const CSV_IS_INTACT =
  'Its CSV is intact. The source’s ids of the records are only in the Parquet file, so it cannot be rebuilt from the ' +
  'CSV. Restore it from a backup of the storage folder; without one, download the dataset again.'
const NO_LINKS =
  'Links inside datasets/ are not followed: replace the link with the file itself. STORAGE_DIR itself may be a link.'
const ROWS_ARE_CORRECT = `All its rows are correct, so it can be rebuilt: ${REPAIR}`

/** A problem, and what can be done about it. */
export interface Found extends Problem {
  advice: string
  repair: Repair | null
}

/** Checks the CSV's size and, up to `hashUpTo` bytes, its sha256; the receipt; and that the Parquet file exists. */
export async function verifyFiles(dataset: Dataset, hashUpTo: number): Promise<Finding[]> {
  const links = await findLinks(dataset)
  if (links.length > 0) return links.map((link) => toFinding(dataset, found(link, NO_LINKS)))
  const csv = await findCsvProblem(dataset, hashUpTo)
  const parquet = await findParquetProblem(dataset)
  const problems = [csv, parquet].flatMap((problem) => (problem ? [found(problem, NOT_CHECKED)] : []))
  const receipt = problems.length > 0 ? null : await findReceiptProblem(dataset)
  return [...problems, ...(receipt ? [describeReceipt(receipt, true)] : [])].map((each) =>
    toFinding(dataset, each),
  )
}

/** Checks all of a dataset's files. Reads the CSV twice, the Parquet file five times; memory depends on the longest row. */
export async function verifyContent(dataset: Dataset): Promise<Finding[]> {
  const links = await findLinks(dataset)
  if (links.length > 0) return links.map((link) => toFinding(dataset, found(link, NO_LINKS)))
  const receipt = await findReceiptProblem(dataset)
  // The database describes other files than these: nothing may be rebuilt from what it says.
  if (receipt?.isOfFiles) return [toFinding(dataset, describeReceipt(receipt, false))]
  const problems = await compareFiles(dataset)
  if (receipt !== null) problems.push(describeReceipt(receipt, problems.length === 0))
  return problems.map((each) => toFinding(dataset, each))
}

/** Whether it is there and, where its size is recorded, has that size. */
async function findParquetProblem(dataset: Dataset): Promise<Problem | null> {
  const published = describePublished(dataset, 'parquet')
  try {
    const size = await getSize(published)
    if (size === null) return { code: 'file-missing', what: 'its Parquet file is missing' }
    const recorded = published.object?.byteSize ?? size
    if (size === recorded) return null
    const what = `its Parquet file has ${formatQuantity(size, 'byte')} instead of ${formatQuantity(recorded, 'byte')}`
    return { code: 'file-changed', what }
  } catch (error) {
    return { code: 'file-missing', what: `its Parquet file cannot be read (${firstLine(error)})` }
  }
}

/** Compares the CSV and its Parquet file with each other and with what is recorded about them. */
export async function compareFiles(dataset: Dataset): Promise<Found[]> {
  const csvProblem = await findCsvProblem(dataset, Number.POSITIVE_INFINITY)
  return withKeptFiles(dataset, (files) =>
    withMemoryFor(files.parquet, async (connection) => {
      const parquet = await inspectParquet(connection, files.parquet)
      if (csvProblem !== null) return describeBroken(dataset, csvProblem, parquet)
      if (parquet.problem !== null) {
        const counts = parquet.rowCount === null ? [] : findCountProblem(dataset, parquet.rowCount, null)
        return [parquet.problem, ...counts].map((problem) => found(problem, CSV_IS_INTACT))
      }
      return compareBoth(connection, dataset, files, parquet)
    }),
  )
}

type Files = Record<'csv' | 'parquet', string>

function withKeptFiles<T>(dataset: Dataset, work: (files: Files) => Promise<T>): Promise<T> {
  return storage.withKeptFile(describePublished(dataset, 'csv'), (csv) =>
    storage.withKeptFile(describePublished(dataset, 'parquet'), (parquet) => work({ csv, parquet })),
  )
}

function describeReceipt({ what, advice, canRewrite }: ReceiptProblem, areFilesRight: boolean): Found {
  const problem = { code: 'receipt', what } as const
  if (canRewrite && !areFilesRight) return found(problem, 'Repair the files first.')
  return found(problem, advice, canRewrite ? 'write receipt' : null)
}

/** The CSV has changed: is the Parquet file intact, so that the CSV can be rebuilt from it? */
function describeBroken(dataset: Dataset, csv: Problem, parquet: ParquetFacts): Found[] {
  const { problem, rowCount, csvSha256 } = parquet
  if (problem === null && csvSha256 === dataset.sha256) {
    return [found(csv, CSV_FROM_PARQUET, 'rebuild csv')]
  }
  const others = [
    ...(problem
      ? [problem]
      : [{ code: 'file-bytes' as const, what: 'its Parquet file produces a different CSV, too' }]),
    ...(rowCount === null ? [] : findCountProblem(dataset, rowCount, null)),
  ]
  return [csv, ...others].map((each) => found(each, NOTHING_CAN_REPLACE))
}

/** Both can be read, and the CSV is the recorded one. */
async function compareBoth(
  connection: DuckDBConnection,
  dataset: Dataset,
  files: Files,
  { rowCount, csvSha256 }: ParquetFacts,
): Promise<Found[]> {
  const { csvRowCount, problem } = await compareCells(connection, files)
  const counts = findCountProblem(dataset, rowCount, csvRowCount)
  const problems = [...counts, ...(problem ? [problem] : [])]
  if (problems.length > 0) {
    const areFilesAlike = problem === null && rowCount === csvRowCount
    const advice = areFilesAlike
      ? 'The two files agree with each other. Something other than Holocron must have changed the database.'
      : CSV_IS_INTACT
    return problems.map((each) => found(each, advice))
  }
  if (csvSha256 !== dataset.sha256) {
    const what = 'its CSV does not have the bytes that Holocron writes for the same values'
    const advice = 'The values are correct. It was written by another version, or by another program.'
    return [found({ code: 'file-bytes', what }, advice)]
  }
  const file = files.parquet
  if (dataset.parquetSha256 !== null && (await storage.hashFile(file)) === dataset.parquetSha256) return []
  const others = describeBytes(await compareBytes(connection, file))
  if (others.length > 0 || dataset.parquetSha256 === null) return others
  // Complete and in order, but not what was recorded: changed ids, which no other check can detect.
  const what = 'its Parquet file is not the one that was recorded'
  return [found({ code: 'file-changed', what }, CSV_IS_INTACT)]
}

function describeBytes(verdict: Awaited<ReturnType<typeof compareBytes>>): Found[] {
  if (verdict === 'same') return []
  const what = 'its Parquet file does not have the bytes that Holocron writes for the same rows'
  return [
    verdict === 'rewritable'
      ? found({ code: 'file-bytes', what }, ROWS_ARE_CORRECT, 'rebuild parquet')
      : found({ code: 'file-bytes', what }, CSV_IS_INTACT),
  ]
}

/** The row counts of the CSV, of the Parquet file, as recorded and as declared must agree where they are known. */
function findCountProblem(
  { rowCount: recorded, declaredCount: declared }: Dataset,
  parquet: number | null,
  csv: number | null,
): Problem[] {
  const counts: [string, number | null][] = [
    ['its CSV has', csv],
    ['its Parquet file', parquet],
    ['the database says', recorded],
    ['the source declared', declared],
  ]
  const known = counts.filter((count): count is [string, number] => count[1] !== null)
  if (new Set(known.map(([, count]) => count)).size <= 1) return []
  const [[first, count] = ['', 0], ...rest] = known
  const list = rest.map(([what, other]) => `${what} ${formatCount(other)}`).join(', ')
  return [{ code: 'row-counts', what: `${first} ${formatCount(count)} rows, ${list}` }]
}

function found({ code, what }: Problem, advice: string, repair: Repair | null = null): Found {
  return { code, what, advice, repair }
}

function toFinding({ id }: Dataset, { code, what, advice, repair }: Found): Finding {
  return { code, datasetId: id, message: `Dataset ${id}: ${what}. ${advice}`, repair }
}
