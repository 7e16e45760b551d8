/** Sentences about a rejected record: which record and field, and what is wrong with the value. */
import { SourceError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { quoteValue } from '@/lib/swapi/http/quote'
import { readId } from '@/lib/swapi/records/record-id'

/** A record from a JSON document, not validated yet. */
export type UncheckedRecord = Readonly<Record<string, unknown>>

/** What a record is, and which source it comes from. */
export interface Origin {
  kind: string
  /** The name of the source in a sentence. */
  label: string
}

/** The longest name in a sentence, in characters. */
const NAME_LENGTH = 40

export function refuseNonRecord(value: unknown, { kind, label }: Origin): SourceError {
  return refusal(`A ${kind} of ${label} is not an object: ${quoteValue(value)}.`)
}

/** @param problem continues `The person "Luke" (id 1) of swapi.dev has a "name" …` */
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

/** @param field the longest text of the record, with its size in `bytes`; `limit` is for all its texts together */
export function refuseLength(
  record: UncheckedRecord,
  field: string,
  bytes: number,
  limit: number,
  origin: Origin,
): SourceError {
  const who = nameRecord(record, field, origin)
  return refusal(
    `${who} has ${withArticle(field)} of ${formatCount(bytes)} bytes; the limit for all values of a ${origin.kind} together is ${formatCount(limit)}.`,
  )
}

function refusal(sentence: string, cause?: unknown): SourceError {
  return new SourceError(sentence, { retriable: false, cause })
}

/** By name and id, or whichever exists; a name that is the rejected value is not used. */
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
