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
import { withConnection } from '@/lib/duckdb'
import { formatCount } from '@/lib/format'
import { datasetPath, hashFile } from '@/lib/storage'

const MEND = 'npm run verify -- --repair'
const NOT_LOOKED = 'npm run verify says whether it can be mended.'
const DOWNLOAD_AGAIN = 'Nothing here can replace it: download again, then delete this dataset.'
const CSV_FROM_COMPANION = `Its Parquet companion is sound, so the CSV can be written again: ${MEND}`
const CSV_IS_SOUND =
  'Its CSV is sound. The numbers that the source gave its records stand only in the companion, so it cannot be made ' +
  'from the CSV: download again, then delete this dataset.'
const ROWS_ARE_RIGHT = `All its rows are right, so it can be written again: ${MEND}`

/** The CSV's size and its sha256, unless it is larger than `hashUpTo` bytes; whether the companion is there. */
export async function verifyFiles(dataset: Dataset, hashUpTo: number): Promise<Finding[]> {
  const { id } = dataset
  const csv = await findCsvProblem(dataset, hashUpTo)
  const isThere = (await getFileSize(datasetPath(id, parquetName(id)))) !== null
  const companion: Problem | null = isThere ? null : { code: 'I1', what: 'its Parquet companion is missing' }
  return [csv, companion].flatMap((problem) => (problem ? [toFinding(dataset, problem, NOT_LOOKED)] : []))
}

/** Everything about both files. Reads the CSV twice and the companion four times, at constant memory. */
export async function verifyContent(dataset: Dataset): Promise<Finding[]> {
  const csv = await findCsvProblem(dataset, Number.POSITIVE_INFINITY)
  return withConnection('work', async (connection) => {
    const companion = await inspectCompanion(connection, dataset)
    if (csv !== null) return describeBroken(dataset, csv, companion)
    if (companion.problem !== null) {
      const counts = companion.rowCount === null ? [] : findCountProblem(dataset, companion.rowCount, null)
      return [companion.problem, ...counts].map((problem) => toFinding(dataset, problem, CSV_IS_SOUND))
    }
    return compareBoth(connection, dataset, companion)
  })
}

/** The CSV is not what it was: is the companion, which would give it back? */
function describeBroken(dataset: Dataset, csv: Problem, companion: CompanionFacts): Finding[] {
  const { problem, rowCount, csvSha256 } = companion
  if (problem === null && csvSha256 === dataset.sha256) {
    return [toFinding(dataset, csv, CSV_FROM_COMPANION, 'rebuild csv')]
  }
  const others = [
    ...(problem
      ? [problem]
      : [{ code: 'I7' as const, what: 'its Parquet companion gives another CSV, too' }]),
    ...(rowCount === null ? [] : findCountProblem(dataset, rowCount, null)),
  ]
  return [csv, ...others].map((each) => toFinding(dataset, each, DOWNLOAD_AGAIN))
}

/** Both can be read, and the CSV is the recorded one. */
async function compareBoth(
  connection: DuckDBConnection,
  dataset: Dataset,
  { rowCount, csvSha256 }: CompanionFacts,
): Promise<Finding[]> {
  const { csvRowCount, problem } = await compareCells(connection, dataset)
  const counts = findCountProblem(dataset, rowCount, csvRowCount)
  const found = [...counts, ...(problem ? [problem] : [])]
  if (found.length > 0) {
    const areFilesAlike = problem === null && rowCount === csvRowCount
    const advice = areFilesAlike
      ? 'The two files agree with each other. Download again, and delete this dataset unless you know why.'
      : CSV_IS_SOUND
    return found.map((each) => toFinding(dataset, each, advice))
  }
  if (csvSha256 !== dataset.sha256) {
    const what = 'its CSV has other bytes than Holocron’s writer makes of the same values'
    const advice = 'The values are right. It was written by another version, or by another program.'
    return [toFinding(dataset, { code: 'I7', what }, advice)]
  }
  const file = datasetPath(dataset.id, parquetName(dataset.id))
  if (dataset.parquetSha256 !== null && (await hashFile(file)) === dataset.parquetSha256) return []
  const others = describeBytes(dataset, await compareBytes(connection, file))
  if (others.length > 0 || dataset.parquetSha256 === null) return others
  // Whole and in order, but not what was recorded: ids that were changed, which nothing else could tell.
  const what = 'its Parquet companion is another file than the one that was recorded'
  return [toFinding(dataset, { code: 'I2', what }, CSV_IS_SOUND)]
}

function describeBytes(dataset: Dataset, verdict: Awaited<ReturnType<typeof compareBytes>>): Finding[] {
  if (verdict === 'same') return []
  const what = 'its Parquet companion has other bytes than Holocron’s writer makes of the same rows'
  return [
    verdict === 'rewritable'
      ? toFinding(dataset, { code: 'I7', what }, ROWS_ARE_RIGHT, 'rebuild companion')
      : toFinding(dataset, { code: 'I7', what }, CSV_IS_SOUND),
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

function toFinding(
  { id }: Dataset,
  { code, what }: Problem,
  advice: string,
  repair: Repair | null = null,
): Finding {
  return { code, datasetId: id, message: `Dataset ${id}: ${what}. ${advice}`, repair }
}
