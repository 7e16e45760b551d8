/** Sentences about a record that is refused: which record it is, which field, and what is wrong with its value. */
import { SourceError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { quoteValue } from '@/lib/swapi/quote'
import { readId } from '@/lib/swapi/record-id'

/** A record of a JSON document, not checked yet. */
export type UncheckedRecord = Readonly<Record<string, unknown>>

/** What a record is, and which source it comes from. */
export interface Origin {
  kind: 'person' | 'planet'
  /** The source, as a sentence names it. */
  label: string
}

/** Of a name in a sentence, in characters. */
const NAME_LENGTH = 40

export function refuseNonRecord(value: unknown, { kind, label }: Origin): SourceError {
  return refusal(`A ${kind} of ${label} is not an object: ${quoteValue(value)}.`)
}

/** @param problem goes on from `The person "Luke" (id 1) of swapi.dev has a "name" …` */
export function refuseValue(
  record: UncheckedRecord,
  field: string,
  problem: string,
  origin: Origin,
  cause?: unknown,
): SourceError {
  const value = record[field]
  const what =
    value === undefined ? `no "${field}"` : `${withArticle(field)} ${problem}: ${quoteValue(value)}`
  return refusal(`${nameRecord(record, field, origin)} has ${what}.`, cause)
}

/** @param field the longest text of the record, of so many bytes; the limit is for all of its texts together */
export function refuseLength(
  record: UncheckedRecord,
  field: string,
  bytes: number,
  limit: number,
  origin: Origin,
): SourceError {
  const who = nameRecord(record, field, origin)
  return refusal(
    `${who} has ${withArticle(field)} of ${formatCount(bytes)} bytes; all values of a ${origin.kind} together may have ${formatCount(limit)}.`,
  )
}

function refusal(sentence: string, cause?: unknown): SourceError {
  return new SourceError(sentence, { retriable: false, cause })
}

/** By name and id, or what there is of both; a name that is itself refused is no name. */
function nameRecord({ name, url }: UncheckedRecord, field: string, { kind, label }: Origin): string {
  const id = typeof url === 'string' || typeof url === 'number' ? readId(url) : null
  const hasId = id !== null && id > 0
  const hasName = typeof name === 'string' && name !== '' && field !== 'name'
  if (!hasName) return hasId ? `The ${kind} with id ${id} of ${label}` : `A ${kind} of ${label}`
  return `The ${kind} ${quoteValue(name, NAME_LENGTH)}${hasId ? ` (id ${id})` : ''} of ${label}`
}

function withArticle(field: string): string {
  return `${/^[aeio]/.test(field) ? 'an' : 'a'} "${field}"`
}
