/**
 * The parts of a running download: CSV files with what one step has read. People's homeworlds are still ids there.
 * A part is written whole or not at all, and writing it again replaces it, so a step may run twice.
 */
import 'server-only'
import { createHash } from 'node:crypto'
import { writeCsv, type CsvRow, type WrittenCsv } from '@/lib/datasets/csv'
import { csvTable, type CsvColumns } from '@/lib/datasets/csv-table'
import type { Part } from '@/lib/datasets/step-results'
import { DATASET_COLUMNS } from '@/lib/datasets/types'
import { readRowObjects } from '@/lib/duckdb'
import { AppError } from '@/lib/errors'
import { hashPart, partPath, writePart } from '@/lib/storage'
import type { Person, Planet } from '@/lib/swapi/schemas'

/** `homeworld_id` is text, because it may be empty. */
const PEOPLE_COLUMNS: CsvColumns = {
  swapi_id: 'BIGINT',
  ...Object.fromEntries(
    DATASET_COLUMNS.filter((column) => column !== 'homeworld').map((column) => [column, 'VARCHAR']),
  ),
  homeworld_id: 'VARCHAR',
}
const PLANET_COLUMNS: CsvColumns = { id: 'BIGINT', name: 'VARCHAR' }

export async function writePeoplePart(
  id: string,
  name: string,
  people: AsyncIterable<Person[]>,
): Promise<WrittenCsv> {
  return writePart(id, name, (file) =>
    writeCsv(file, Object.keys(PEOPLE_COLUMNS), mapBatches(people, toPeopleRow)),
  )
}

export async function writePlanetsPart(
  id: string,
  name: string,
  planets: AsyncIterable<Planet[]>,
): Promise<WrittenCsv> {
  return writePart(id, name, (file) =>
    writeCsv(file, Object.keys(PLANET_COLUMNS), mapBatches(planets, toPlanetRow)),
  )
}

/** A part's name: what it holds, sortable by page, and a mark of the content it is about (a collection, ids). */
export function partName(resource: 'people' | 'planets', first: number, content: string): string {
  const mark = createHash('sha256').update(content).digest('hex').slice(0, 8)
  return `${resource}-${String(first).padStart(7, '0')}-${mark}.csv`
}

/** A table of the parts of a kind, for the FROM of a query. */
export function partsTable(id: string, parts: Part[], resource: 'people' | 'planets'): string {
  const files = parts
    .filter(({ name }) => name.startsWith(`${resource}-`))
    .map(({ name }) => partPath(id, name))
  return csvTable(files.sort(), resource === 'people' ? PEOPLE_COLUMNS : PLANET_COLUMNS)
}

export async function countPartRows(id: string, name: string): Promise<number> {
  const resource = name.startsWith('people-') ? 'people' : 'planets'
  const table = partsTable(id, [{ name, rows: 0, sha256: '' }], resource)
  const [row] = await readRowObjects('work', `SELECT count(*) AS total FROM ${table}`)
  return Number(row?.total)
}

/** @throws AppError `conflict` when a part is not what its step wrote */
export async function assertPartsWhole(id: string, parts: Part[]): Promise<void> {
  for (const { name, sha256 } of parts) {
    if ((await hashPart(id, name)) === sha256) continue
    throw new AppError(
      'conflict',
      'A file that this download had written was changed or removed by something else. Retry the download: it reads that part again.',
    )
  }
}

function toPeopleRow(person: Person): CsvRow {
  const { id, homeworldId, ...values } = person
  return [
    id,
    values.name,
    values.height,
    values.mass,
    values.hair_color,
    values.skin_color,
    values.eye_color,
    values.birth_year,
    values.gender,
    values.date,
    homeworldId ?? '',
  ]
}

function toPlanetRow({ id, name }: Planet): CsvRow {
  return [id, name]
}

async function* mapBatches<T>(
  batches: AsyncIterable<T[]>,
  toRow: (item: T) => CsvRow,
): AsyncGenerator<CsvRow[]> {
  for await (const batch of batches) yield batch.map(toRow)
}
