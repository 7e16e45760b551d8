/** The proof that a download is complete, and what is unusual about it. Nothing is published without it. */
import 'server-only'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { partsTable } from '@/lib/datasets/parts'
import type { Part } from '@/lib/datasets/step-results'
import { SourceError } from '@/lib/errors'
import { formatCount, formatQuantity, sourceLabel } from '@/lib/format'
import { excerpt } from '@/lib/swapi/quote'

/** What the source said it has; null where it says nothing and one whole document is the proof. */
export interface Declared {
  people: number | null
  /** Null too when planets were read one by one. */
  planets: number | null
}

export interface Proof {
  rowCount: number
  planetCount: number
  /** Sentences about characters without a homeworld's name. */
  warnings: string[]
}

const NAMES_SHOWN = 5
/** Of each, in characters. */
const NAME_LENGTH = 60

/**
 * Checks that ids are unique and as many as declared, and that homeworlds can be named.
 * @throws SourceError with the difference in words
 */
export async function proveComplete(
  connection: DuckDBConnection,
  id: string,
  source: string,
  parts: Part[],
  declared: Declared,
): Promise<Proof> {
  const people = partsTable(id, parts, 'people')
  const planets = partsTable(id, parts, 'planets')
  const label = sourceLabel(source)
  const rowCount = await proveTable(connection, people, 'swapi_id', declared.people, 'people', label)
  const planetCount = await proveTable(connection, planets, 'id', declared.planets, 'planets', label)
  if (rowCount === 0) throw incomplete(`${label} has no people.`)
  const homeless = await findHomeless(connection, people, planets)
  const lost = homeless.find(({ hasReference }) => hasReference)
  if (planetCount === 0 && lost) {
    throw incomplete(
      `${label} has no planets to name the homeworlds of ${formatQuantity(lost.count, 'character')}.`,
    )
  }
  return { rowCount, planetCount, warnings: homeless.map(describeHomeless) }
}

function incomplete(what: string): SourceError {
  return new SourceError(`${what} Nothing was kept; try again, or choose another source.`, {
    retriable: false,
  })
}

async function proveTable(
  connection: DuckDBConnection,
  table: string,
  idColumn: string,
  declared: number | null,
  what: string,
  label: string,
): Promise<number> {
  const [row] = await query(
    connection,
    `SELECT count(*) AS records, count(DISTINCT ${idColumn}) AS ids FROM ${table}`,
  )
  const [records, ids] = [Number(row?.records), Number(row?.ids)]
  if (records !== ids) {
    const [twice] = await query(
      connection,
      `SELECT ${idColumn} AS id FROM ${table} GROUP BY ALL HAVING count(*) > 1 ORDER BY id LIMIT 1`,
    )
    throw incomplete(
      `${label} gave the same record more than once (${what}, id ${String(twice?.id)}), so others may be missing.`,
    )
  }
  if (declared !== null && ids !== declared) {
    throw incomplete(`${label} declares ${formatCount(declared)} ${what} but gave ${formatCount(ids)}.`)
  }
  return ids
}

/** Characters without a homeworld's name, of one kind. */
interface Homeless {
  /** False for those who refer to no planet, true for those whose planet is not there. */
  hasReference: boolean
  count: number
  /** The first few. */
  names: string[]
}

async function findHomeless(
  connection: DuckDBConnection,
  people: string,
  planets: string,
): Promise<Homeless[]> {
  const rows = await query(
    connection,
    `SELECT people.homeworld_id <> '' AS has_reference, count(*) AS total,
       arg_min(left(people.name, ${NAME_LENGTH + 1}), people.swapi_id, ${NAMES_SHOWN}) AS names
     FROM ${people} AS people
     LEFT JOIN ${planets} AS planets ON planets.id = TRY_CAST(people.homeworld_id AS BIGINT)
     WHERE coalesce(planets.name, '') = ''
     GROUP BY ALL ORDER BY has_reference`,
  )
  return rows.map(({ has_reference, total, names }) => ({
    hasReference: Boolean(has_reference),
    count: Number(total),
    names: (names as { items: string[] }).items,
  }))
}

function describeHomeless({ hasReference, count, names }: Homeless): string {
  const why = hasReference ? 'whose homeworld the source does not know' : 'without a homeworld'
  const list = names.map((name) => excerpt(name, NAME_LENGTH)).join(', ')
  const more = count > NAMES_SHOWN ? ` and ${formatCount(count - NAMES_SHOWN)} more` : ''
  return `${formatQuantity(count, 'character')} ${why}: ${list}${more}. They are kept, with an empty homeworld.`
}

async function query(connection: DuckDBConnection, sql: string): Promise<Record<string, DuckDBValue>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjects()
}
