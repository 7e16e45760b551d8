import { PEOPLE, PLANETS } from '@/lib/resources/people'
import { fieldOf } from '@/lib/resources/resource'

/** swapi.tech's envelope around a record. */
const ENVELOPE = ['uid', 'properties']

/** The fields of records that datasets are made from. */
const FIELDS = [
  ...new Set([PEOPLE, PLANETS].flatMap(({ columns }) => columns.map(fieldOf))),
  ...['url', ...ENVELOPE],
]

/** A record without the fields that no dataset keeps, so that a large document takes only the memory it needs. */
export function pickFields(record: unknown): unknown {
  if (Array.isArray(record) || typeof record !== 'object' || record === null) return emptied(record)
  const picked: Record<string, unknown> = {}
  for (const field of FIELDS) {
    if (!Object.hasOwn(record, field)) continue
    const value: unknown = record[field as keyof typeof record]
    picked[field] = field === 'properties' ? pickFields(value) : emptied(value)
  }
  return picked
}

/** A list or an object in place of text is rejected later, whatever it contains. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return []
  return typeof value === 'object' && value !== null ? {} : value
}
