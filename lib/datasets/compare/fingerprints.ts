/**
 * The fingerprints of datasets, so that what is equal in two of them is not read. They are made when a dataset is
 * assembled and kept in files that can be deleted at any time: they are made again when needed.
 */
import 'server-only'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { FINGERPRINTED, makeFingerprints } from '@/lib/datasets/compare/make-fingerprints'
import { comparedColumns, isSameFile, type Pair } from '@/lib/datasets/compare/pair'
import { findDifferingIds, type Fingerprints, type IdRange } from '@/lib/datasets/compare/segments'
import { readIntact } from '@/lib/datasets/intact'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { Damage, describePublished } from '@/lib/datasets/published'
import { SharedWork } from '@/lib/datasets/query/shared-work'
import { quoteText, type ReadRows, withReader } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'

const KIND = 'fingerprints'

/** Increased when they are computed differently. */
const FORMAT = 1

/** Each takes some 100 kB for ten million rows. */
const known = new SharedWork<Fingerprints>(20)

const number = z.number().int().nonnegative()
const fileSchema = z.object({
  width: number.positive(),
  segments: z.array(
    z.object({
      number,
      rows: number,
      prints: z.array(z.string().regex(/^[\da-f]+$/)).length(FINGERPRINTED.length),
    }),
  ),
})

/**
 * The ids among which two datasets may differ; none when they are equal in every column that is compared. Datasets are
 * not read, unless their fingerprints are missing.
 * @throws AppError `damaged`, or a limit of queries
 */
export async function findDifferences(pair: Pair, signal?: AbortSignal): Promise<IdRange[]> {
  if (isSameFile(pair)) return []
  const before = await readFingerprints(pair.base, signal)
  return findDifferingIds(before, await readFingerprints(pair.dataset, signal), comparedColumns(pair))
}

/**
 * The fingerprints of a ready dataset. Those that are missing or damaged are made from its Parquet file, all of which is
 * checked first: it may be changed back later, and they would then be wrong.
 * @throws AppError `damaged`, or a limit of queries
 */
async function readFingerprints(dataset: Dataset, signal?: AbortSignal): Promise<Fingerprints> {
  const { id, parquetSha256 } = dataset
  const content =
    parquetSha256 ??
    `${id} ${(await storage.statDatasetFile(describePublished(dataset, 'parquet'))).fingerprint}`
  const key = await keyOf(content)
  return known.get(
    key,
    async (stop) => {
      const kept = await storage.readDerivedText(KIND, key)
      const read = kept === null ? null : parse(kept, key)
      if (read !== null) return read
      const made = await makeFromIntact(dataset, stop)
      if (kept !== null) await storage.removeDerivedFile(KIND, key)
      await keep(made, key)
      return made
    },
    signal,
  )
}

/** Makes the fingerprints of a Parquet file about to be published. */
export async function prepareFingerprints(file: string, sha256: string, rows: ReadRows): Promise<void> {
  const key = await keyOf(sha256)
  if ((await storage.readDerivedText(KIND, key)) !== null) return
  await keep(await makeFingerprints(rows, `read_parquet(${quoteText(file)})`), key)
}

async function makeFromIntact(dataset: Dataset, signal: AbortSignal): Promise<Fingerprints> {
  const make = async (rows: ReadRows, table: string): Promise<Fingerprints> => {
    if (dataset.parquetSha256 === null) await assertOwnIds(rows, table)
    return makeFingerprints(rows, table)
  }
  return readIntact(
    dataset,
    (table) => withReader('heavy', (rows) => make(rows, table), signal),
    Number.POSITIVE_INFINITY,
  )
}

/** A file whose sha256 was recorded is known to have passed this when it was published. */
async function assertOwnIds(rows: ReadRows, table: string): Promise<void> {
  const [found] = await rows(
    `SELECT count(*) AS wrong FROM (SELECT swapi_id, lag(swapi_id) OVER () AS previous FROM ${table})
     WHERE swapi_id IS NULL OR swapi_id < 1 OR swapi_id <= previous`,
  )
  if (Number(found?.wrong) > 0) throw new Damage('has rows without a number of their own')
}

/** DuckDB's hashes may change with its version. */
async function keyOf(content: string): Promise<string> {
  // Loaded only now, as in lib/duckdb/instance.ts.
  const { version } = await import('@duckdb/node-api')
  return sha256Of(JSON.stringify([FORMAT, version(), FINGERPRINTED, content]))
}

async function keep({ width, segments }: Fingerprints, key: string): Promise<void> {
  const body = JSON.stringify({
    width,
    segments: [...segments].map(([number, { rows, prints }]) => ({
      number,
      rows,
      prints: FINGERPRINTED.map((column) => (prints.get(column) ?? 0n).toString(16)),
    })),
  })
  const text = `${sha256Of(key + body)}\n${body}`
  await storage.ensureDerivedFile(KIND, key, (file) => storage.writeText(file, text))
}

/** Null for anything but exactly what was kept under this key. */
function parse(text: string, key: string): Fingerprints | null {
  const [checksum, body = ''] = text.split('\n', 2)
  if (checksum !== sha256Of(key + body)) return null
  const { width, segments } = fileSchema.parse(JSON.parse(body))
  const toPrints = (prints: string[]) =>
    new Map(FINGERPRINTED.map((column, index) => [column, BigInt(`0x${prints[index] ?? '0'}`)]))
  return {
    width,
    segments: new Map(
      segments.map(({ number, rows, prints }) => [number, { rows, prints: toPrints(prints) }]),
    ),
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
