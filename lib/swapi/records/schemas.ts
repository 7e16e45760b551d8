/** Validates SWAPI's records, and converts them to our own types. */
import { z } from 'zod'
import type { PEOPLE, PLANETS } from '@/lib/resources/people'
import {
  type Column,
  fieldOf,
  isReference,
  type ReferenceColumn,
  type Resource,
} from '@/lib/resources/resource'
import {
  refuseLength,
  refuseNonRecord,
  refuseValue,
  type Origin,
  type UncheckedRecord,
} from '@/lib/swapi/http/refusals'
import { readId } from '@/lib/swapi/records/record-id'
import { readUtcDate, type DateProblem } from '@/lib/swapi/records/utc-date'

/**
 * The limit for all texts of one record together, in bytes of UTF-8: fifty times the size of SWAPI's longest.
 * Queries hold about 2,000 rows at a time, and all their work has to fit in memory (docs/decisions/0028).
 */
export const MAX_RECORD_BYTES = 8 * 1024

// Each of these messages continues `The person "Luke" (id 1) of swapi.dev has a "name" …`.
const NOT_TEXT = 'that is not text'

/** Values are kept unchanged. The three things that do not survive a UTF-8 text file are rejected. */
const text = z
  .string({ error: NOT_TEXT })
  .refine((value) => !value.includes('\0'), 'that contains a NUL character')
  .refine((value) => value.isWellFormed(), 'that is not valid Unicode')
  .refine((value) => !value.startsWith('\ufeff'), 'that begins with a byte order mark')

const NO_REFERENCE = 'that is neither a link nor an id'

/** A URL, a bare id, or nothing: SWAPI's editions differ. The id is the last number in the path. */
const reference = z
  .union([z.string(), z.number(), z.null()], { error: NO_REFERENCE })
  .refine((value) => typeof value !== 'number' || Number.isSafeInteger(value), NO_REFERENCE)
  .optional()
  .transform((value) => (value === null || value === undefined ? null : readId(value)))

const DATE_PROBLEMS: Record<DateProblem, string> = {
  'not a date': 'that is not a date',
  'year out of range': 'whose year, in UTC, is not between 0001 and 9999',
}

const date = z.string({ error: 'that is not a date' }).transform((value, context) => {
  const read = readUtcDate(value)
  if ('date' in read) return read.date
  context.addIssue(DATE_PROBLEMS[read.problem])
  return z.NEVER
})

const NO_ID = 'that contains no id'
const id = z
  .union([z.string(), z.number()], { error: NO_ID })
  .transform(readId)
  .pipe(z.number({ error: NO_ID }).int().min(1, NO_ID))

/** A record in our own format: text as in SWAPI, days as YYYY-MM-DD, and a reference `x` as the numeric id `xId`. */
export type SwapiRecord<R extends Resource> = { id: number } & {
  [
    C in R['columns'][number] as C extends ReferenceColumn ? `${C['name']}Id` : C['name']
  ]: C extends ReferenceColumn ? number | null : string
}

export type Person = SwapiRecord<typeof PEOPLE>

export type Planet = SwapiRecord<typeof PLANETS>

/**
 * Validates one record of a resource's list; `label` names the source in failures.
 * @throws SourceError naming the record, the field, and what is wrong with its value
 */
export function parseRecord<R extends Resource>(resource: R, record: unknown, label: string): SwapiRecord<R> {
  const origin = { kind: resource.noun, label }
  if (!isRecord(record)) throw refuseNonRecord(record, origin)
  const { schema, textFields, names } = checksOf(resource)
  assertNotTooLong(record, textFields, origin)
  const parsed = schema.safeParse(record)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refuseValue(record, String(issue?.path[0]), String(issue?.message), origin, parsed.error)
  }
  const fields = parsed.data
  const values: Record<string, unknown> = { id: fields.url }
  for (const [name, field] of names) values[name] = fields[field]
  return values as SwapiRecord<R>
}

interface Checks {
  schema: z.ZodType<Record<string, unknown>>
  /** The fields whose values are kept as they are. */
  textFields: string[]
  /** What each of our own values is called, and the field it comes from. */
  names: [string, string][]
}

const checks = new Map<Resource, Checks>()

function checksOf(resource: Resource): Checks {
  const known = checks.get(resource)
  if (known) return known
  const shape = Object.fromEntries(resource.columns.map((column) => [fieldOf(column), schemaOf(column)]))
  const textFields = Object.keys(shape).filter((field) => shape[field] === text)
  const names = resource.columns.map((column): [string, string] => [
    isReference(column) ? `${column.name}Id` : column.name,
    fieldOf(column),
  ])
  const made = { schema: z.object({ ...shape, url: id }), textFields, names }
  checks.set(resource, made)
  return made
}

function schemaOf(column: Column): z.ZodType {
  if (isReference(column)) return reference
  return column.kind === 'date' ? date : text
}

function isRecord(value: unknown): value is UncheckedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function assertNotTooLong(record: UncheckedRecord, textFields: string[], origin: Origin): void {
  let length = 0
  for (const field of textFields) {
    const value = record[field]
    if (typeof value === 'string') length += value.length
  }
  // A UTF-16 unit takes at most three bytes, so most records need no exact count.
  if (length * 3 <= MAX_RECORD_BYTES) return
  const texts = textFields.map((field) => {
    const value = record[field]
    return { field, size: typeof value === 'string' ? Buffer.byteLength(value) : 0 }
  })
  if (texts.reduce((total, { size }) => total + size, 0) <= MAX_RECORD_BYTES) return
  const [longest] = texts.sort((a, b) => b.size - a.size)
  if (longest) throw refuseLength(record, longest.field, longest.size, MAX_RECORD_BYTES, origin)
}
