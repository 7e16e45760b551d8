import 'server-only'
import { mayRead } from '@/lib/access'
import { parseRowNumber } from '@/lib/search-params/rows'
import { hasFiles } from '@/lib/storage'

/** Pages of a dataset, whose id is in their address, and perhaps the number of a row. */
const DATASET_PAGE = /^\/datasets\/([^/%]+)(?:\/(?:counts|requests|rows\/([^/%]+)))?$/

/**
 * True for the page of a dataset, or of a row, that is not there. Of a page that ends in notFound(), Next.js 16 sends a
 * document that only scripts fill (vercel/next.js#62228): nothing without them, and a flash of the wrong theme with them.
 * An address without a route it draws on the server, so the proxy leads to that. Pages say notFound() all the same, for
 * steps within the site. Whoever may not read is told nothing.
 */
export async function isMissingPage(pathname: string, headers: Headers): Promise<boolean> {
  const [, id, row] = DATASET_PAGE.exec(pathname) ?? []
  if (id === undefined || !mayRead(headers)) return false
  // Cheaper than the database, and enough: those that are asked for have their files.
  if (row === undefined && (await hasFiles(id))) return false
  // Loaded for the few that come so far: the proxy's bundle has a copy of the client of its own.
  const { db } = await import('@/lib/db')
  const dataset = await db().dataset.findUnique({ where: { id }, select: { status: true, rowCount: true } })
  if (dataset === null) return true
  return row !== undefined && dataset.status === 'ready' && parseRowNumber(row, dataset.rowCount) === null
}
