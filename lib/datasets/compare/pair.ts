/** Two datasets to compare, and what of them is compared. */
import 'server-only'
import { createHash } from 'node:crypto'
import { type Keep, readIntact } from '@/lib/datasets/intact'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { DatasetPair } from '@/lib/datasets/model/comparison'
import { notReady } from '@/lib/datasets/query/table'
import { AppError } from '@/lib/errors'

export interface Pair extends DatasetPair {
  /** Columns that are not compared. */
  ignored: readonly DatasetColumn[]
}

/** The columns that are compared, in the dataset's order. */
export function comparedColumns({ ignored }: Pair): DatasetColumn[] {
  return DATASET_COLUMNS.filter((column) => !ignored.includes(column))
}

/** Increased when the answer to the same question changes. */
const VERSION = 2

/**
 * Identifies the contents of both files and what of them is compared. Hashes of the CSVs would not do: the numbers that
 * match the rows are only in the Parquet files. Those of old datasets have no recorded hash; an id never changes either.
 */
export function pairKey({ base, dataset, ignored }: Pair): string {
  const facts = [base, dataset].map(({ id, parquetSha256 }) => parquetSha256 ?? id)
  const columns = comparedColumns({ base, dataset, ignored })
  return createHash('sha256')
    .update(JSON.stringify([VERSION, facts, columns]))
    .digest('hex')
}

/** True when both have the same file, byte for byte. */
export function isSameFile({ base, dataset }: Pair): boolean {
  return base.parquetSha256 !== null && base.parquetSha256 === dataset.parquetSha256
}

/**
 * Checks that two datasets can be compared.
 * @throws AppError `invalid`, `not_ready` or `unchanged`
 */
export function assertComparable(pair: Pair): void {
  const problem = findPairProblem(pair)
  if (problem !== null) throw problem
}

/** Why two datasets cannot be compared, or null. */
export function findPairProblem({ base, dataset }: Pair): AppError | null {
  if (base.id === dataset.id) {
    return new AppError('invalid', 'A dataset is the same as itself. Choose another one to compare it with.')
  }
  if (base.resource !== dataset.resource) {
    return new AppError('invalid', 'These datasets hold different things, so their rows cannot be matched.')
  }
  const waiting = [base, dataset].find(({ status }) => status !== 'ready')
  return waiting === undefined ? null : notReady(waiting, waiting.fileName)
}

/** Both files as tables, for the FROM of a query, while they are read. */
export type PairTables = Record<'base' | 'dataset', string>

/** Runs a task that reads both files. @throws AppError `damaged`, which says what is wrong with which file */
export async function readBothIntact<T>(
  pair: Pair,
  task: (tables: PairTables, keep: Keep) => Promise<T>,
): Promise<T> {
  return readIntact(pair.base, (base, keepBase) =>
    readIntact(pair.dataset, (dataset, keepDataset) =>
      task({ base, dataset }, () => {
        const ends = [keepBase(), keepDataset()]
        return () => ends.forEach((end) => end())
      }),
    ),
  )
}
