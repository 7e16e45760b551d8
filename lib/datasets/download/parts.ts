/**
 * The parts of a running download: CSV files of what one step has read, with references still as ids. A part is
 * written completely or not at all, and rewriting replaces it, so a step may run twice.
 */
import 'server-only'
import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { type CsvRow, writeCsv, type WrittenCsv } from '@/lib/csv'
import { type CsvColumns, csvTable } from '@/lib/datasets/csv-table'
import type { Part } from '@/lib/datasets/download/step-results'
import { REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'
import { readRowObjects } from '@/lib/duckdb/lanes'
import { AppError } from '@/lib/errors'
import { type Column, isReference, type ReferenceColumn, type Resource } from '@/lib/resources/resource'
import { storage } from '@/lib/storage'
import type { StoredObject } from '@/lib/storage/file'
import type { SwapiRecord } from '@/lib/swapi/records/schemas'

/** Files that are hashed concurrently. */
const HASHED_AT_ONCE = 4

/** Ids first and references last. A reference is text, because it may be empty. */
function columnsOf({ columns }: Resource): CsvColumns {
  const names = [
    ...ownColumns(columns).map(({ name }) => name),
    ...referencesOf(columns).map(referenceColumn),
  ]
  return { swapi_id: 'BIGINT', ...Object.fromEntries(names.map((name) => [name, 'VARCHAR'])) }
}

/** Writes records as they come, and keeps the part where later steps find it. */
export async function writeRecordsPart<R extends Resource>(
  id: string,
  name: string,
  resource: R,
  records: AsyncIterable<SwapiRecord<R>[]>,
): Promise<WrittenPart> {
  const written = await storage.writePart(id, name, (file) =>
    writeCsv(file, Object.keys(columnsOf(resource)), mapBatches(records, toRow(resource))),
  )
  return { ...written, object: await storage.keepPart(id, name, written.sha256) }
}

export interface WrittenPart extends WrittenCsv {
  /** Null in a folder. */
  object: StoredObject | null
}

/** A part's name: resource, first page (so that names sort) and a short hash of its content (a collection, ids). */
export function partName({ path }: Resource, first: number, content: string): string {
  const mark = createHash('sha256').update(content).digest('hex').slice(0, 8)
  return `${path}-${String(first).padStart(7, '0')}-${mark}.csv`
}

/** All parts of one resource as a table, for the FROM clause of a query. */
export function partsTable(id: string, parts: Part[], resource: Resource): string {
  const files = parts
    .filter(({ name }) => name.startsWith(`${resource.path}-`))
    .map(({ name }) => storage.partPath(id, name))
  return csvTable(files.sort(), columnsOf(resource))
}

export async function countPartRows(id: string, name: string): Promise<number> {
  const resource = name.startsWith(`${RESOURCE.path}-`) ? RESOURCE : REFERENCE.refersTo
  const table = partsTable(id, [{ name, rows: 0, sha256: '' }], resource)
  const [row] = await readRowObjects('work', `SELECT count(*) AS total FROM ${table}`)
  return Number(row?.total)
}

/** Makes sure that parts are on this machine, where they can be had: other machines may have read them. */
export async function ensureParts(id: string, parts: Part[]): Promise<void> {
  for (const { name, sha256, object = null } of parts) await storage.ensurePart(id, { name, sha256, object })
}

/** @throws AppError `conflict` when a part is not what its step wrote */
export async function assertPartsWhole(id: string, parts: Part[]): Promise<void> {
  await ensureParts(id, parts)
  const limit = pLimit(HASHED_AT_ONCE)
  const hashes = await limit.map(parts, ({ name }) => storage.hashPart(id, name))
  if (parts.some(({ sha256 }, index) => hashes[index] !== sha256)) {
    throw new AppError(
      'conflict',
      'A file written by this download was changed or removed by something else. Retry the download to read that part again.',
    )
  }
}

function toRow<R extends Resource>({ columns }: R): (record: SwapiRecord<R>) => CsvRow {
  const keys = [
    'id',
    ...ownColumns(columns).map(({ name }) => name),
    ...referencesOf(columns).map(({ name }) => `${name}Id`),
  ]
  return (record) => {
    const values: Record<string, unknown> = record
    return keys.map((key) => values[key] ?? '')
  }
}

function ownColumns(columns: readonly Column[]): Column[] {
  return columns.filter((column) => !isReference(column))
}

function referencesOf(columns: readonly Column[]): ReferenceColumn[] {
  return columns.filter(isReference)
}

/** What the column of a reference's ids is called in a part. */
export function referenceColumn({ name }: ReferenceColumn): string {
  return `${name}_id`
}

async function* mapBatches<T>(
  batches: AsyncIterable<T[]>,
  toRow: (item: T) => CsvRow,
): AsyncGenerator<CsvRow[]> {
  for await (const batch of batches) yield batch.map(toRow)
}
