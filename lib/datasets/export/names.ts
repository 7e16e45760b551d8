/** File names of exports. */
import { RESOURCE } from '@/lib/datasets/model/columns'

/** An export of a view: `people-20261122-203057-k3f9x-counts.ndjson`. */
export function exportName(
  id: string,
  kind: 'rows' | 'counts' | 'changes',
  { format, forSpreadsheet }: ExportStyle,
): string {
  return `${RESOURCE.path}-${id}-${kind}${forSpreadsheet ? '-spreadsheet' : ''}.${format}`
}

/** A chart of counts. */
export function chartName(id: string): string {
  return `${RESOURCE.path}-${id}-counts.svg`
}

export interface ExportStyle {
  format: 'csv' | 'ndjson'
  /** CSV only: marked as UTF-8, with formulas neutralized. Otherwise values are exact. */
  forSpreadsheet: boolean
}
