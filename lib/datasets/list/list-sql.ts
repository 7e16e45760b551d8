/**
 * The list of datasets, as SQL: what it is searched for and sorted by, and which datasets are folded into one entry. The
 * database does all of it, so that pages and totals are right however many datasets there are.
 */
import 'server-only'
import { z } from 'zod'
import { columnsOf, type DatasetsQuery, matches, orderBy } from '@/lib/datasets/list/terms'
import { isByTime, NEWEST_FIRST, type DatasetKey, type Slice, type Sort } from '@/lib/datasets/model/view'
import { VISIBLE_SQL } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/generated/sqlite/client'

/**
 * How datasets that say the same are listed: each for itself, or consecutive ones with identical bytes as one entry, and
 * downloads that were unchanged only as a number of the dataset that they equal; except those like `unfold`. `checks` folds
 * only the latter.
 */
export type Folding = 'none' | 'checks' | { unfold: string | null }

/** An entry of the list: the dataset that stands for it, and the last of those folded into it. */
export interface Place {
  id: string
  lastId: string
  /** How many datasets it is. */
  size: number
  /** Where its first dataset is in the whole list, from 1. */
  position: number
  /** How many downloads found it unchanged, and when the last one of them ended. */
  times: number
  lastAt: Date | null
}

export interface Totals {
  datasets: number
  entries: number
}

const placesSchema = z.array(
  z.object({
    id: z.string(),
    lastId: z.string(),
    size: z.coerce.number<bigint>(),
    position: z.coerce.number<bigint>(),
    times: z.coerce.number<bigint>(),
    lastAt: z.coerce.date<Date | string>().nullable(),
  }),
)
const idsSchema = z.array(z.object({ id: z.string() }))
const countSchema = z.tuple([z.object({ count: z.coerce.number<bigint>() })])
const totalsSchema = z.tuple([
  z.object({ datasets: z.coerce.number<bigint>(), entries: z.coerce.number<bigint>() }),
])

/** What is read at first for a page of entries: so many datasets for each, and a few more, since some are folded. */
const DATASETS_PER_ENTRY = 4
const AT_LEAST = 100
const DEEPER = 8

/**
 * A page of entries. Reads only as many datasets from the beginning of the order as the page needs; more, when so many are
 * folded that it is not full. An entry that others follow is whole; the last of those read might go on. `countAll` tells
 * how many datasets the query selects.
 */
export async function listPlaces(
  query: DatasetsQuery,
  folding: Folding,
  slice: Slice,
  countAll: () => Promise<number>,
): Promise<Place[]> {
  const { limit, offset } = slice
  for (let depth = DATASETS_PER_ENTRY * (offset + limit) + AT_LEAST; ; depth *= DEEPER) {
    const places = placesSchema.parse(
      await db().$queryRaw(Prisma.sql`${withRuns(query, folding, depth)}
        SELECT "firstId" AS "id", "lastId", "size", "first" AS "position", "times", "lastAt"
        FROM "runs" ORDER BY "first" LIMIT ${limit + 1} OFFSET ${offset}`),
    )
    if (places.length > limit || (await countAll()) <= depth) return places.slice(0, limit)
  }
}

/** A page of datasets that are listed each for itself, as ids. */
export async function listIds(
  query: DatasetsQuery,
  folding: 'none' | 'checks',
  slice: Slice,
): Promise<string[]> {
  const { q = '', sort = NEWEST_FIRST } = query
  const rows = idsSchema.parse(
    await db().$queryRaw(Prisma.sql`
      SELECT "id" FROM "Dataset" AS "one" WHERE ${VISIBLE_SQL} AND ${isListed(q, folding)}
      ORDER BY ${orderBy(sort)} LIMIT ${slice.limit} OFFSET ${slice.offset}`),
  )
  return rows.map(({ id }) => id)
}

export async function countDatasets({ q = '' }: DatasetsQuery, folding: Folding): Promise<number> {
  const [{ count }] = countSchema.parse(
    await db().$queryRaw(Prisma.sql`
      SELECT count(*) AS "count" FROM "Dataset" AS "one" WHERE ${VISIBLE_SQL} AND ${isListed(q, folding)}`),
  )
  return count
}

/** How many datasets are listed, and as how many entries: one begins wherever the key is not that of the dataset before. */
export async function countPlaces(query: DatasetsQuery, folding: Folding): Promise<Totals> {
  const { q = '', sort = NEWEST_FIRST } = query
  if (!isByTime(sort)) {
    const datasets = await countDatasets(query, folding)
    return { datasets, entries: datasets }
  }
  const [totals] = totalsSchema.parse(
    await db().$queryRaw(Prisma.sql`
      SELECT count(*) AS "datasets", coalesce(sum("begins"), 0) AS "entries" FROM (
        SELECT CASE WHEN "key" = lag("key") OVER (ORDER BY ${orderBy(sort)}) THEN 0 ELSE 1 END AS "begins"
        FROM (
          SELECT ${columnsOf(sort)}, ${keyOf(folding, sort)} AS "key"
          FROM "Dataset" AS "one" WHERE ${VISIBLE_SQL} AND ${isListed(q, folding)}
        ) AS "keyed"
      ) AS "marked"`),
  )
  return totals
}

const twinsSchema = z.array(z.object({ id: z.string(), sha256: z.string() }))

/** The oldest ready dataset of each of these hashes. */
export async function listOldest(hashes: string[]): Promise<{ id: string; sha256: string }[]> {
  if (hashes.length === 0) return []
  return twinsSchema.parse(
    await db().$queryRaw(Prisma.sql`
      SELECT "id", "sha256" FROM (
        SELECT "id", "sha256", row_number() OVER (PARTITION BY "sha256" ORDER BY "createdAt", "id") AS "age"
        FROM "Dataset" WHERE "status" = 'ready' AND ${VISIBLE_SQL} AND "sha256" IN (${Prisma.join(hashes)})
      ) AS "twins" WHERE "age" = 1`),
  )
}

/**
 * The first `depth` datasets, as tables: `matched` with their places, `checks`, how many downloads found each unchanged, and
 * `runs` of consecutive ones with the same key. No table is joined by a place: without statistics about it, PostgreSQL
 * compares all with all.
 */
function withRuns(
  { q = '', sort = NEWEST_FIRST }: DatasetsQuery,
  folding: Folding,
  depth: number,
): Prisma.Sql {
  return Prisma.sql`WITH "matched" AS (
      SELECT "id", "key", row_number() OVER (ORDER BY ${orderBy(sort)}) AS "place"
      FROM (
        SELECT ${columnsOf(sort)}, ${keyOf(folding, sort)} AS "key"
        FROM "Dataset" AS "one" WHERE ${VISIBLE_SQL} AND ${isListed(q, folding)}
        ORDER BY ${orderBy(sort)} LIMIT ${depth}
      ) AS "first"
    ), "checks" AS (
      SELECT "sameAs" AS "checked", count(*) AS "times", max("finishedAt") AS "lastAt"
      FROM "Dataset" WHERE "status" = 'unchanged' AND ${VISIBLE_SQL} AND "sameAs" IN (SELECT "id" FROM "matched")
      GROUP BY "sameAs"
    ), "marked" AS (
      SELECT "id", "place", "times", "lastAt",
        CASE WHEN "key" = lag("key") OVER (ORDER BY "place") THEN 0 ELSE 1 END AS "begins",
        CASE WHEN "key" = lead("key") OVER (ORDER BY "place") THEN 0 ELSE 1 END AS "ends"
      FROM "matched" LEFT JOIN "checks" ON "checked" = "id"
    ), "numbered" AS (
      SELECT "marked".*, sum("begins") OVER (ORDER BY "place") AS "run" FROM "marked"
    ), "runs" AS (
      SELECT min("place") AS "first", count(*) AS "size",
        min(CASE WHEN "begins" = 1 THEN "id" END) AS "firstId", min(CASE WHEN "ends" = 1 THEN "id" END) AS "lastId",
        coalesce(sum("times"), 0) AS "times", max("lastAt") AS "lastAt"
      FROM "numbered" GROUP BY "run"
    )`
}

function isListed(q: string, folding: Folding): Prisma.Sql {
  return Prisma.sql`${matches(q)} AND NOT ${isFolded(q, folding)}`
}

/**
 * True for an unchanged download where the dataset that it equals is listed itself, and stands for it. Not EXISTS, for which
 * PostgreSQL reads the whole table beforehand, however few datasets are wanted.
 */
function isFolded(q: string, folding: Folding): Prisma.Sql {
  if (folding === 'none') return Prisma.sql`FALSE`
  const unfold = folding === 'checks' ? null : folding.unfold
  return Prisma.sql`("status" = 'unchanged' AND coalesce((
    SELECT TRUE FROM "Dataset" AS "equal"
    WHERE "equal"."id" = "one"."sameAs" AND "equal"."id" <> ${unfold ?? ''}
      AND "status" = 'ready' AND ${VISIBLE_SQL} AND ${matches(q)}
    LIMIT 1
  ), FALSE))`
}

/**
 * One with a label, a note or a pin has been singled out, so as not to be lost among others. Of unchanged downloads, only those are left
 * that no dataset in the list stands for.
 */
function keyOf(folding: Folding, sort: Sort<DatasetKey>[]): Prisma.Sql {
  if (typeof folding === 'string' || !isByTime(sort)) return Prisma.sql`"id"`
  const id = folding.unfold ?? ''
  const unfolded = (column: string, otherwise: string): Prisma.Sql =>
    Prisma.sql`coalesce((
      SELECT ${Prisma.raw(column)} FROM "Dataset" AS "like" WHERE "like"."id" = ${id}
    ), ${otherwise})`
  return Prisma.sql`CASE
    WHEN "status" = 'ready' AND coalesce("label", "note") IS NULL AND "pinnedAt" IS NULL
      AND "sha256" <> ${unfolded('"sha256"', '')} THEN "sha256"
    WHEN "status" = 'unchanged' AND "sameAs" <> ${unfolded('"sameAs"', id)} THEN "sameAs"
    ELSE "id" END`
}
