/** What SWAPI's records must look like at the door, and what they are inside the house. */
import { z } from 'zod'
import { readId } from '@/lib/swapi/record-id'
import {
  refuseLength,
  refuseNonRecord,
  refuseValue,
  type Origin,
  type UncheckedRecord,
} from '@/lib/swapi/refusals'
import { readUtcDate, type DateProblem } from '@/lib/swapi/utc-date'

/**
 * The most that all texts of one record may have together, in bytes of UTF-8: fifty times what SWAPI's longest has.
 * Queries hold some 2,000 rows at a time, and all that they do has to fit in memory (docs/decisions/0028).
 */
export const MAX_RECORD_BYTES = 8 * 1024

// Each of these messages goes on from `The person "Luke" (id 1) of swapi.dev has a "name" …`.
const NOT_TEXT = 'that is not text'

/** A value is kept exactly as it is. The three things that do not come through a UTF-8 text file safely are refused. */
const text = z
  .string({ error: NOT_TEXT })
  .refine((value) => !value.includes('\0'), 'that contains a NUL character')
  .refine((value) => value.isWellFormed(), 'that is not valid Unicode')
  .refine((value) => !value.startsWith('\ufeff'), 'that begins with a byte order mark')

const NO_REFERENCE = 'that is neither a link nor an id'

/** A link, a bare id, or nothing: SWAPI's editions differ. The id is the last number of the path. */
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

const NO_ID = 'without an id in it'
const id = z
  .union([z.string(), z.number()], { error: NO_ID })
  .transform(readId)
  .pipe(z.number({ error: NO_ID }).int().min(1, NO_ID))

const personSchema = z
  .object({
    name: text,
    height: text,
    mass: text,
    hair_color: text,
    skin_color: text,
    eye_color: text,
    birth_year: text,
    gender: text,
    homeworld: reference,
    edited: date,
    url: id,
  })
  .transform(({ url, homeworld, edited, ...rest }) => ({
    id: url,
    homeworldId: homeworld,
    date: edited,
    ...rest,
  }))

const planetSchema = z.object({ name: text, url: id }).transform(({ url, name }) => ({ id: url, name }))

/** The fields whose values are kept as they are: a planet has only the first. */
const TEXT_FIELDS = Object.entries(personSchema.in.shape).flatMap(([field, schema]) =>
  schema === text ? [field] : [],
)

/** A character as the house knows it: values as SWAPI has them, references as numeric ids, `date` as YYYY-MM-DD. */
export type Person = z.infer<typeof personSchema>

export type Planet = z.infer<typeof planetSchema>

/**
 * Checks one record of a collection; `label` names the source in failures.
 * @throws SourceError naming the record, the field, and what is wrong with its value
 */
export function parsePerson(record: unknown, label: string): Person {
  return parseRecord(personSchema, record, { kind: 'person', label })
}

/** As `parsePerson`. */
export function parsePlanet(record: unknown, label: string): Planet {
  return parseRecord(planetSchema, record, { kind: 'planet', label })
}

function parseRecord<T>(schema: z.ZodType<T>, record: unknown, origin: Origin): T {
  if (!isRecord(record)) throw refuseNonRecord(record, origin)
  assertNotTooLong(record, origin)
  const parsed = schema.safeParse(record)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuseValue(record, String(issue?.path[0]), String(issue?.message), origin, parsed.error)
}

function isRecord(value: unknown): value is UncheckedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function assertNotTooLong(record: UncheckedRecord, origin: Origin): void {
  const measure = (lengthOf: (text: string) => number): { field: string; size: number }[] =>
    TEXT_FIELDS.map((field) => {
      const value = record[field]
      return { field, size: typeof value === 'string' ? lengthOf(value) : 0 }
    })
  // A UTF-16 unit takes at most three bytes: most records need no counting.
  if (sum(measure((value) => value.length)) * 3 <= MAX_RECORD_BYTES) return
  const texts = measure((value) => Buffer.byteLength(value))
  if (sum(texts) <= MAX_RECORD_BYTES) return
  const [longest] = texts.sort((a, b) => b.size - a.size)
  if (longest) throw refuseLength(record, longest.field, longest.size, MAX_RECORD_BYTES, origin)
}

function sum(texts: { size: number }[]): number {
  return texts.reduce((total, { size }) => total + size, 0)
}
