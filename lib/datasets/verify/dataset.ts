/** One ready dataset: what is wrong with its files, and whether that can be mended from what is there. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { parquetName } from '@/lib/datasets/file-names'
import type { Dataset } from '@/lib/datasets/types'
import { compareCells } from '@/lib/datasets/verify/cells'
import { compareBytes } from '@/lib/datasets/verify/companion-bytes'
import { inspectCompanion, type CompanionFacts } from '@/lib/datasets/verify/companion-file'
import { findCsvProblem, getFileSize } from '@/lib/datasets/verify/csv-file'
import type { Finding, Problem, Repair } from '@/lib/datasets/verify/finding'
import { findLinks } from '@/lib/datasets/verify/links'
import { withMemoryFor } from '@/lib/datasets/verify/memory'
import { findReceiptProblem, type ReceiptProblem } from '@/lib/datasets/verify/receipt-file'
import { formatCount } from '@/lib/format'
import { datasetPath, hashFile } from '@/lib/storage'

const MEND = 'npm run verify -- --repair'
const NOT_LOOKED = 'npm run verify says whether it can be mended.'
const RESTORE = 'Put it back from a copy of the storage folder; without one, download again.'
const NOTHING_CAN_REPLACE = `Nothing here can replace it. ${RESTORE}`
const CSV_FROM_COMPANION = `Its Parquet companion is sound, so the CSV can be written again: ${MEND}`
const CSV_IS_SOUND =
  'Its CSV is sound. The numbers that the source gave its records stand only in the companion, so it cannot be made ' +
  'from the CSV. Put it back from a copy of the storage folder; without one, download again.'
const NO_LINKS =
  'Links inside datasets/ are not followed: put the file itself in its place. STORAGE_DIR may be a link as a whole.'
const ROWS_ARE_RIGHT = `All its rows are right, so it can be written again: ${MEND}`

/** A problem, and what can be done about it. */
export interface Found extends Problem {
  advice: string
  repair: Repair | null
}

/** The CSV's size and its sha256, unless it is larger than `hashUpTo` bytes; the receipt; whether the companion is there. */
export async function verifyFiles(dataset: Dataset, hashUpTo: number): Promise<Finding[]> {
  const { id } = dataset
  const links = await findLinks(dataset)
  if (links.length > 0) return links.map((link) => toFinding(dataset, found(link, NO_LINKS)))
  const csv = await findCsvProblem(dataset, hashUpTo)
  const isThere = (await getFileSize(datasetPath(id, parquetName(id)))) !== null
  const companion: Problem | null = isThere ? null : { code: 'I1', what: 'its Parquet companion is missing' }
  const problems = [csv, companion].flatMap((problem) => (problem ? [found(problem, NOT_LOOKED)] : []))
  const receipt = problems.length > 0 ? null : await findReceiptProblem(dataset)
  return [...problems, ...(receipt ? [describeReceipt(receipt, true)] : [])].map((each) =>
    toFinding(dataset, each),
  )
}

/** Everything about the files of a dataset. Reads the CSV twice and the companion five times; memory goes by the longest row. */
export async function verifyContent(dataset: Dataset): Promise<Finding[]> {
  const links = await findLinks(dataset)
  if (links.length > 0) return links.map((link) => toFinding(dataset, found(link, NO_LINKS)))
  const receipt = await findReceiptProblem(dataset)
  // What the database knows is of other files than these: nothing it says may be made of them.
  if (receipt?.isOfFiles) return [toFinding(dataset, describeReceipt(receipt, false))]
  const problems = await compareFiles(dataset)
  if (receipt !== null) problems.push(describeReceipt(receipt, problems.length === 0))
  return problems.map((each) => toFinding(dataset, each))
}

/** The CSV and its companion, beside each other and beside what is said of them. */
export async function compareFiles(dataset: Dataset): Promise<Found[]> {
  const csv = await findCsvProblem(dataset, Number.POSITIVE_INFINITY)
  return withMemoryFor(dataset, async (connection) => {
    const companion = await inspectCompanion(connection, dataset)
    if (csv !== null) return describeBroken(dataset, csv, companion)
    if (companion.problem !== null) {
      const counts = companion.rowCount === null ? [] : findCountProblem(dataset, companion.rowCount, null)
      return [companion.problem, ...counts].map((problem) => found(problem, CSV_IS_SOUND))
    }
    return compareBoth(connection, dataset, companion)
  })
}

function describeReceipt({ what, advice, canRewrite }: ReceiptProblem, areFilesRight: boolean): Found {
  const problem = { code: 'I9', what } as const
  if (canRewrite && !areFilesRight) return found(problem, 'Put the files right first.')
  return found(problem, advice, canRewrite ? 'write receipt' : null)
}

/** The CSV is not what it was: is the companion, which would give it back? */
function describeBroken(dataset: Dataset, csv: Problem, companion: CompanionFacts): Found[] {
  const { problem, rowCount, csvSha256 } = companion
  if (problem === null && csvSha256 === dataset.sha256) {
    return [found(csv, CSV_FROM_COMPANION, 'rebuild csv')]
  }
  const others = [
    ...(problem
      ? [problem]
      : [{ code: 'I7' as const, what: 'its Parquet companion gives another CSV, too' }]),
    ...(rowCount === null ? [] : findCountProblem(dataset, rowCount, null)),
  ]
  return [csv, ...others].map((each) => found(each, NOTHING_CAN_REPLACE))
}

/** Both can be read, and the CSV is the recorded one. */
async function compareBoth(
  connection: DuckDBConnection,
  dataset: Dataset,
  { rowCount, csvSha256 }: CompanionFacts,
): Promise<Found[]> {
  const { csvRowCount, problem } = await compareCells(connection, dataset)
  const counts = findCountProblem(dataset, rowCount, csvRowCount)
  const problems = [...counts, ...(problem ? [problem] : [])]
  if (problems.length > 0) {
    const areFilesAlike = problem === null && rowCount === csvRowCount
    const advice = areFilesAlike
      ? 'The two files agree with each other. Something other than Holocron must have changed the database.'
      : CSV_IS_SOUND
    return problems.map((each) => found(each, advice))
  }
  if (csvSha256 !== dataset.sha256) {
    const what = 'its CSV has other bytes than Holocron’s writer makes of the same values'
    const advice = 'The values are right. It was written by another version, or by another program.'
    return [found({ code: 'I7', what }, advice)]
  }
  const file = datasetPath(dataset.id, parquetName(dataset.id))
  if (dataset.parquetSha256 !== null && (await hashFile(file)) === dataset.parquetSha256) return []
  const others = describeBytes(await compareBytes(connection, file))
  if (others.length > 0 || dataset.parquetSha256 === null) return others
  // Whole and in order, but not what was recorded: ids that were changed, which nothing else could tell.
  const what = 'its Parquet companion is another file than the one that was recorded'
  return [found({ code: 'I2', what }, CSV_IS_SOUND)]
}

function describeBytes(verdict: Awaited<ReturnType<typeof compareBytes>>): Found[] {
  if (verdict === 'same') return []
  const what = 'its Parquet companion has other bytes than Holocron’s writer makes of the same rows'
  return [
    verdict === 'rewritable'
      ? found({ code: 'I7', what }, ROWS_ARE_RIGHT, 'rebuild companion')
      : found({ code: 'I7', what }, CSV_IS_SOUND),
  ]
}

/** Rows of the CSV, of the companion, as recorded and as declared: all the same, where they are known. */
function findCountProblem(
  { rowCount: recorded, declaredCount: declared }: Dataset,
  companion: number | null,
  csv: number | null,
): Problem[] {
  const counts: [string, number | null][] = [
    ['its CSV has', csv],
    ['its Parquet companion', companion],
    ['the database says', recorded],
    ['the source declared', declared],
  ]
  const known = counts.filter((count): count is [string, number] => count[1] !== null)
  if (new Set(known.map(([, count]) => count)).size <= 1) return []
  const [[first, count] = ['', 0], ...rest] = known
  const list = rest.map(([what, other]) => `${what} ${formatCount(other)}`).join(', ')
  return [{ code: 'I3', what: `${first} ${formatCount(count)} rows, ${list}` }]
}

function found({ code, what }: Problem, advice: string, repair: Repair | null = null): Found {
  return { code, what, advice, repair }
}

function toFinding({ id }: Dataset, { code, what, advice, repair }: Found): Finding {
  return { code, datasetId: id, message: `Dataset ${id}: ${what}. ${advice}`, repair }
}
