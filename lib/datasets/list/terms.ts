/** What a list of datasets is searched for and sorted by, as SQL of either database. */
import 'server-only'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { foldText } from '@/lib/datasets/model/label'
import type { DatasetKey, Sort } from '@/lib/datasets/model/view'
import { isPostgresql } from '@/lib/db/client'
import { env } from '@/lib/env'
import { MONTHS, sourceLabel } from '@/lib/format'
import { Prisma } from '@/lib/generated/sqlite/client'

/** Which datasets, and in which order. */
export interface DatasetsQuery {
  /** What must be part of a dataset's label, title, file name, source or status, ignoring case and accents. */
  q?: string
  /** The newest first by default. */
  sort?: Sort<DatasetKey>[]
}

/** What `orderBy` needs: no more, since all datasets may have to be sorted. */
export function columnsOf(sort: Sort<DatasetKey>[]): Prisma.Sql {
  const columns: Partial<Record<DatasetKey, string[]>> = {
    title: ['labelKey'],
    rows: ['status', 'rowCount'],
    size: ['byteSize'],
    duration: ['startedAt', 'finishedAt'],
    when: [],
  }
  const all = new Set(['id', 'createdAt', ...sort.flatMap(({ column }) => columns[column] ?? [column])])
  return Prisma.raw([...all].map((column) => `"${column}"`).join(', '))
}

interface Dialect {
  /** Finds a text in another. */
  position: string
  /** Compares text by its bytes. */
  bytewise: string
  /** As lib/format.ts writes them: "10,000", and "22 Nov 2026, 20:30". */
  rows: string
  time: string
  duration: string
}

const SQLITE: Dialect = {
  position: 'instr',
  bytewise: '',
  rows: `printf('%,d', "rowCount")`,
  time:
    `ltrim(strftime('%d ', "createdAt"), '0') || ` +
    `substr('${MONTHS.join('')}', 3 * strftime('%m', "createdAt") - 2, 3) || strftime(' %Y, %H:%M', "createdAt")`,
  duration: `julianday("finishedAt") - julianday("startedAt")`,
}

const POSTGRESQL: Dialect = {
  position: 'strpos',
  bytewise: 'COLLATE "C"',
  rows: `to_char("rowCount", 'FM9,999,999,999')`,
  time: `to_char("createdAt", 'FMDD Mon YYYY, HH24:MI')`,
  duration: `"finishedAt" - "startedAt"`,
}

function dialect(): Dialect {
  return isPostgresql(env().DATABASE_URL) ? POSTGRESQL : SQLITE
}

/** What is on screen about a dataset, one fact a line, since nobody searches for a line break. */
export function matches(q: string): Prisma.Sql {
  // PostgreSQL cannot store the null character, and refuses to look for it.
  const text = foldText(q.trim()).replaceAll('\0', '\n')
  if (text === '') return Prisma.sql`TRUE`
  const { position, bytewise, rows, time } = dialect()
  const facts = [
    `CASE WHEN "status" <> 'ready' THEN 'Download' WHEN "rowCount" = 1 THEN '1 ${RESOURCE.subject}' ` +
      `ELSE ${rows} || ' ${RESOURCE.subject}s' END || ' · ' || ${time} || ' UTC'`,
    `"fileName"`,
    `coalesce("source", '')`,
    `"requestedSource"`,
    `CASE "source" WHEN 'archive' THEN '${sourceLabel('archive')}' ELSE '' END`,
    `"status"`,
  ]
  const seen = Prisma.raw(
    `coalesce("labelKey", '') || '\n' || lower((${facts.join(` || '\n' || `)}) ${bytewise})`,
  )
  return Prisma.sql`${Prisma.raw(position)}(${seen}, ${text}) > 0`
}

export function orderBy(sort: Sort<DatasetKey>[]): Prisma.Sql {
  const { bytewise, duration } = dialect()
  const values: Record<DatasetKey, string> = {
    title: `"labelKey" ${bytewise}`,
    when: `"createdAt"`,
    source: `"source" ${bytewise}`,
    rows: `CASE "status" WHEN 'ready' THEN "rowCount" END`,
    size: `"byteSize"`,
    requests: `"requests"`,
    duration,
  }
  const isOldestFirst = sort[0]?.column === 'when' && !sort[0].descending
  const direction = isOldestFirst ? 'ASC' : 'DESC'
  // Dates are never missing, and an index is read in their order only if nothing is said of where missing ones go.
  const keys = sort.map(
    ({ column, descending }) =>
      `${values[column]} ${descending ? 'DESC' : 'ASC'}${column === 'when' ? '' : ' NULLS LAST'}`,
  )
  if (!sort.some(({ column }) => column === 'when')) keys.push(`"createdAt" ${direction}`)
  return Prisma.raw([...keys, `"id" ${direction}`].join(', '))
}
