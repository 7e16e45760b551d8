/** What SWAPI's records must look like at the door, and what they are inside the house. */
import { z } from 'zod'
import { SourceError } from '@/lib/errors'

/** A value is kept exactly as it is. The three things that do not come through a UTF-8 text file safely are refused. */
const text = z
  .string()
  .refine((value) => !value.includes('\0'), 'holds a NUL character')
  .refine((value) => value.isWellFormed(), 'holds half of a character')
  .refine((value) => !value.startsWith('\ufeff'), 'begins with a byte order mark')

/** A link, a bare id, or nothing: SWAPI's editions differ. The id is the last number of the path. */
const reference = z
  .union([z.string(), z.number().int(), z.null()])
  .optional()
  .transform((value) => (value === null || value === undefined ? null : readId(value)))

/** A time with or without an offset; without one it is UTC, as all of SWAPI's times are. */
const timestamp = z.iso
  .datetime({ offset: true, local: true })
  .transform((value) => new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? value : `${value}Z`))
  .refine((date) => !Number.isNaN(date.getTime()), 'is not a date')

const id = z
  .union([z.string(), z.number()])
  .transform(readId)
  .pipe(z.number({ error: 'has no number in it' }).int().min(1))

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
    edited: timestamp,
    url: id,
  })
  .transform(({ url, homeworld, ...rest }) => ({ id: url, homeworldId: homeworld, ...rest }))

const planetSchema = z.object({ name: text, url: id }).transform(({ url, name }) => ({ id: url, name }))

/** A character as the house knows it: values as SWAPI has them, references as numeric ids. */
export type Person = z.infer<typeof personSchema>

export type Planet = z.infer<typeof planetSchema>

/**
 * Checks one record of a collection; `label` names the source in failures.
 * @throws SourceError naming the field that is wrong
 */
export function parsePerson(record: unknown, label: string): Person {
  return parseRecord(personSchema, record, `A person of ${label}`)
}

export function parsePlanet(record: unknown, label: string): Planet {
  return parseRecord(planetSchema, record, `A planet of ${label}`)
}

function parseRecord<T>(schema: z.ZodType<T>, record: unknown, what: string): T {
  const parsed = schema.safeParse(record)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.')
  throw new SourceError(
    `${what} is not as SWAPI describes it: ${field ? `"${field}": ` : ''}${issue?.message ?? ''}.`,
    { retriable: false, cause: parsed.error },
  )
}

/** The last number in a link's path (`…/planets/1/`, `…/1.json`), or the number itself; null when there is none. */
export function readId(value: string | number): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null
  const digits = /(?:^|\/)(\d{1,15})(?:\.json)?\/?$/.exec(value.split(/[?#]/)[0] ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}
