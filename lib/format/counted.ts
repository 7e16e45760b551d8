/** How pages and pictures call counts. Safe to import from client components. */

interface Counted {
  /** The counted columns, in their order. */
  columns: readonly string[]
  view?: 'pivot' | undefined
}

/** "Counts of date and homeworld", or for a pivot "eye_color by gender" */
export function nameCounts({ columns, view }: Counted): string {
  if (columns.length === 0) return 'Counts'
  return view === 'pivot' && columns.length === 2
    ? columns.join(' by ')
    : `Counts of ${columns.join(' and ')}`
}

/** What is counted: the values of one column, or the combinations of several. */
export function countedNoun({ columns }: Counted): 'value' | 'combination' {
  return columns.length === 1 ? 'value' : 'combination'
}
