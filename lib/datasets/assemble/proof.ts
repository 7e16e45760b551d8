/** The proof that a download is complete, and what is unusual about it. Nothing is published without it. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { OWN, REFERENCE_TEXT, REFERENCE_TITLE, REFERRED } from '@/lib/datasets/assemble/loaded-parts'
import { REFERENCE, RESOURCE } from '@/lib/datasets/model/columns'
import { isAscending } from '@/lib/duckdb/ascending'
import { query } from '@/lib/duckdb/read'
import { SourceError } from '@/lib/errors'
import { formatCount, formatQuantity, sourceLabel } from '@/lib/format'
import type { Resource } from '@/lib/resources/resource'
import { excerpt } from '@/lib/swapi/http/quote'

/** What the source declares; null where it declares nothing and one complete document is the proof. */
export interface Declared {
  own: number | null
  /** Also null when they were read one by one. */
  referred: number | null
}

export interface Proof {
  rowCount: number
  planetCount: number
  /** True when the records came by ascending id, as most sources have them. */
  isInOrder: boolean
  /** Sentences about characters without a homeworld's name. */
  warnings: string[]
}

const NAMES_SHOWN = 5
/** Maximum length of each, in characters. */
const NAME_LENGTH = 60

/**
 * Checks, of loaded parts, that ids are unique and as many as declared, and that homeworlds can be named.
 * @throws SourceError with a message that states the difference
 */
export async function proveComplete(
  connection: DuckDBConnection,
  source: string,
  declared: Declared,
): Promise<Proof> {
  const label = sourceLabel(source)
  const prove = (table: string, { path }: Resource, count: number | null): Promise<ProvedTable> =>
    proveTable(connection, table, count, path, label)
  const { records: rowCount, isInOrder } = await prove(OWN, RESOURCE, declared.own)
  const { records: planetCount } = await prove(REFERRED, REFERENCE.refersTo, declared.referred)
  if (rowCount === 0) throw incomplete(`${label} has no ${RESOURCE.path}.`)
  const homeless = await findHomeless(connection)
  const lost = homeless.find(({ hasReference }) => hasReference)
  if (planetCount === 0 && lost) {
    throw incomplete(
      `${label} has no ${REFERENCE.refersTo.path} to name the ${REFERENCE.name}s of ${formatQuantity(lost.count, 'character')}.`,
    )
  }
  return { rowCount, planetCount, isInOrder, warnings: homeless.map(describeHomeless) }
}

function incomplete(what: string): SourceError {
  return new SourceError(`${what} Nothing was kept; try again, or choose another source.`, {
    retriable: false,
  })
}

interface ProvedTable {
  records: number
  isInOrder: boolean
}

async function proveTable(
  connection: DuckDBConnection,
  table: string,
  declared: number | null,
  what: string,
  label: string,
): Promise<ProvedTable> {
  const isInOrder = await isAscending(connection, 'swapi_id', table)
  if (!isInOrder) await assertUniqueIds(connection, table, what, label)
  const [row] = await query(connection, `SELECT count(*) AS records FROM ${table}`)
  const records = Number(row?.records)
  if (declared !== null && records !== declared) {
    throw incomplete(
      `${label} declares ${formatCount(declared)} ${what} but returned ${formatCount(records)}.`,
    )
  }
  return { records, isInOrder }
}

async function assertUniqueIds(
  connection: DuckDBConnection,
  table: string,
  what: string,
  label: string,
): Promise<void> {
  const [row] = await query(
    connection,
    `SELECT count(*) AS records, count(DISTINCT swapi_id) AS ids FROM ${table}`,
  )
  if (row?.records === row?.ids) return
  const [twice] = await query(
    connection,
    `SELECT swapi_id AS id FROM ${table} GROUP BY ALL HAVING count(*) > 1 ORDER BY id LIMIT 1`,
  )
  throw incomplete(
    `${label} returned the same record more than once (${what}, id ${String(twice?.id)}), so others may be missing.`,
  )
}

/** Characters without a homeworld's name, all for the same reason. */
interface Homeless {
  /** False for those that refer to no planet, true for those whose planet is missing. */
  hasReference: boolean
  count: number
  /** The first few. */
  names: string[]
}

async function findHomeless(connection: DuckDBConnection): Promise<Homeless[]> {
  const rows = await query(
    connection,
    `SELECT ${REFERENCE_TEXT} <> '' AS has_reference, count(*) AS total,
       arg_min(left(${RESOURCE.title}, ${NAME_LENGTH + 1}), swapi_id, ${NAMES_SHOWN}) AS names
     FROM ${OWN}
     WHERE coalesce(${REFERENCE_TITLE}, '') = ''
     GROUP BY ALL ORDER BY has_reference`,
  )
  return rows.map(({ has_reference, total, names }) => ({
    hasReference: Boolean(has_reference),
    count: Number(total),
    names: (names as { items: string[] }).items,
  }))
}

function describeHomeless({ hasReference, count, names }: Homeless): string {
  const why = hasReference
    ? `whose ${REFERENCE.name} the source does not know`
    : `without a ${REFERENCE.name}`
  const list = names.map((name) => excerpt(name, NAME_LENGTH)).join(', ')
  const more = count > NAMES_SHOWN ? ` and ${formatCount(count - NAMES_SHOWN)} more` : ''
  return `${formatQuantity(count, 'character')} ${why}: ${list}${more}. They are kept, with an empty ${REFERENCE.name}.`
}
