/** File names of exports. */
import { RESOURCE } from '@/lib/datasets/model/columns'

/** An export of a view: `people-20261122-203057-k3f9x-counts.ndjson`. */
export function exportName(
  id: string,
  kind: 'rows' | 'counts' | 'changes' | 'changed-counts',
  { format, forSpreadsheet }: ExportStyle,
): string {
  return `${RESOURCE.path}-${id}-${kind}${forSpreadsheet ? '-spreadsheet' : ''}.${format}`
}

/** A picture of counts, as bars or as a pivot. */
export function pictureName(id: string, shape: 'counts' | 'pivot'): string {
  return `${RESOURCE.path}-${id}-${shape}.svg`
}

export interface ExportStyle {
  format: 'csv' | 'ndjson'
  /** CSV only: marked as UTF-8, with formulas neutralized. Otherwise values are exact. */
  forSpreadsheet: boolean
}
