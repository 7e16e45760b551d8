import 'server-only'
import { askEach, listSnapshots } from '@/lib/datasets/history/snapshots'
import { readIntact } from '@/lib/datasets/intact'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import { IGNORED_BY_DEFAULT } from '@/lib/datasets/model/comparison'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { CellChange, Period, RowHistory } from '@/lib/datasets/model/history'
import { readRowObjects } from '@/lib/duckdb/lanes'

const COMPARED = DATASET_COLUMNS.filter((column) => !IGNORED_BY_DEFAULT.includes(column))

/**
 * The periods in which the row with a number of SWAPI's was the same, over all snapshots. Empty when no snapshot has it.
 * @throws AppError for a limit of queries
 */
export async function readRowHistory(swapiId: number, signal?: AbortSignal): Promise<RowHistory> {
  const { snapshots, older } = await listSnapshots()
  const { answers, unreadable } = await askEach(snapshots, (snapshot) =>
    readRowById(snapshot, swapiId, signal),
  )
  const periods: Period[] = []
  for (const { snapshot, answer: row } of answers) {
    const current = periods.at(-1)
    if (current && isSame(current.row, row)) {
      Object.assign(current, { last: snapshot, row, snapshots: current.snapshots + 1 })
    } else {
      const changes = current?.row && row ? listChanges(current.row, row) : []
      periods.push({ first: snapshot, last: snapshot, snapshots: 1, row, changes })
    }
  }
  return { periods: periods.some(({ row }) => row !== null) ? periods : [], older, unreadable }
}

async function readRowById(
  dataset: Dataset,
  swapiId: number,
  signal?: AbortSignal,
): Promise<DatasetRow | null> {
  const [row] = await readIntact(dataset, (table) =>
    readRowObjects(
      'slice',
      `SELECT ${DATASET_COLUMNS.join(', ')} FROM ${table} WHERE swapi_id = ?`,
      [BigInt(swapiId)],
      signal,
    ),
  )
  return (row as DatasetRow | undefined) ?? null
}

function isSame(one: DatasetRow | null, other: DatasetRow | null): boolean {
  if (one === null || other === null) return one === other
  return listChanges(one, other).length === 0
}

function listChanges(old: DatasetRow, now: DatasetRow): CellChange[] {
  return COMPARED.filter((column) => old[column] !== now[column]).map((column) => ({
    column,
    old: old[column],
    new: now[column],
  }))
}

/** SWAPI's number of a row, by the row's number in the dataset, from 1; null when there is no such row. */
export async function readSwapiId(dataset: Dataset, rowNumber: number): Promise<number | null> {
  const [row] = await readIntact(dataset, (table) =>
    readRowObjects('slice', `SELECT swapi_id FROM ${table} WHERE file_row_number = ?`, [
      BigInt(rowNumber - 1),
    ]),
  )
  return row === undefined ? null : Number(row.swapi_id)
}
