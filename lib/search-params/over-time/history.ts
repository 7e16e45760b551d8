/** The URLs of histories: of a row, and of a count. */
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Selection } from '@/lib/datasets/model/view'
import { parseView } from '@/lib/search-params/grammar'
import { href, listParams, type SearchParams, selectionQuery } from '@/lib/search-params/query'

/** The history of a row, by SWAPI's number. */
export function rowHistoryHref(swapiId: number): string {
  return `/${RESOURCE.path}/${swapiId}`
}

/** SWAPI's number in a URL, or null. */
export function parseSwapiId(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}

/** How many rows a selection had over time. */
export function countHistoryHref(selection: Partial<Selection>): string {
  return href('/history', selectionQuery(selection))
}

/** Reads a selection. What cannot be understood is left out and listed in `problems`. */
export function parseSelection(params: SearchParams): Selection & { problems: string[] } {
  const { filters, q, problems } = parseView(listParams(params))
  return { filters, q, problems }
}
