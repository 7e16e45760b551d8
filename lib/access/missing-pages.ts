import 'server-only'
import { mayRead } from '@/lib/access/access'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { db } from '@/lib/db/client'
import { parseSwapiId } from '@/lib/search-params/over-time/history'
import { parseRowNumber } from '@/lib/search-params/rows'
import { storage } from '@/lib/storage'

/** Pages of a dataset: the URL has its id, and perhaps the number of a row. */
const DATASET_PAGE =
  /^\/datasets\/([^/%]+)(?:\/(?:counts|receipt|requests|compare(?:\/[^/%]+)?|rows\/([^/%]+)))?$/

/** The history of a row, by SWAPI's number. */
const HISTORY_PAGE = new RegExp(`^/${RESOURCE.path}/([^/%]+)$`)

const SCHEDULE_PAGE = /^\/schedules\/([^/%]+)$/

/**
 * True for the page of a dataset, row or schedule that does not exist. When a page calls notFound(), Next.js 16 sends a document
 * that only scripts fill (vercel/next.js#62228): empty without scripts, and a flash of the wrong theme with them. A URL
 * without a route is rendered on the server, so the server asks for one instead (lib/middleware/pages.ts). Pages still call notFound(), for client-side
 * navigation. Visitors who may not read learn nothing.
 */
export async function isMissingPage(pathname: string, headers: Headers): Promise<boolean> {
  const [, number] = HISTORY_PAGE.exec(pathname) ?? []
  if (number !== undefined) return parseSwapiId(number) === null
  const [, schedule] = SCHEDULE_PAGE.exec(pathname) ?? []
  if (schedule !== undefined && mayRead(headers)) return isMissingSchedule(schedule)
  const [, id, row] = DATASET_PAGE.exec(pathname) ?? []
  if (id === undefined || !mayRead(headers)) return false
  // Cheaper than the database, and usually enough: most requested datasets have their files, and so have deleted ones,
  // whose pages say so.
  if (row === undefined && (await storage.hasFilesForSure(id))) return false
  const dataset = await db().dataset.findUnique({
    where: { id },
    select: { status: true, rowCount: true, deletedAt: true },
  })
  if (dataset === null) return true
  if (dataset.deletedAt !== null) return false
  return row !== undefined && dataset.status === 'ready' && parseRowNumber(row, dataset.rowCount) === null
}

async function isMissingSchedule(id: string): Promise<boolean> {
  return (await db().schedule.findUnique({ where: { id }, select: { id: true } })) === null
}
