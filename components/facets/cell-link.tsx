import Link from 'next/link'
import { type JSX, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { DatasetColumn, DatasetRow } from '@/lib/datasets/model/columns'
import { addFilter, type Filter } from '@/lib/datasets/model/view'
import { describeFilter } from '@/lib/format/conditions'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'
import { datasetHref, ROWS_ANCHOR, type RowsView } from '@/lib/search-params/rows'

export interface CellLinkProps {
  id: string
  view: RowsView
  /** As shown, after the cell with the row's number. */
  columns: readonly DatasetColumn[]
  rows: DatasetRow[]
}

interface Place {
  frame: Element
  row: number
  column: number
  left: number
  top: number
}

/** The link over the cell under the pointer, at the end that its text leaves free. */
export function CellLink({ id, view, columns, rows }: CellLinkProps): JSX.Element | null {
  const [place, setPlace] = useState<Place | null>(null)

  useEffect(() => {
    const body = document.getElementById(ROWS_ANCHOR)
    const frame = body?.closest('.data-grid-frame')
    if (!body || !frame) return
    const showOver = (target: EventTarget | null): void => {
      const cell = target instanceof Element ? target.closest('td') : null
      if (cell) setPlace(placeIn(frame, cell))
    }
    const show = ({ target }: Event): void => showOver(target)
    // The pointer that made this load may rest.
    const rest = setTimeout(() => showOver(body.querySelector('td:hover')))
    const hide = (): void => setPlace(null)
    body.addEventListener('pointerover', show)
    frame.addEventListener('pointerleave', hide)
    return () => {
      clearTimeout(rest)
      body.removeEventListener('pointerover', show)
      frame.removeEventListener('pointerleave', hide)
    }
  }, [])

  const column = place ? columns[place.column] : undefined
  const value = column && rows[place?.row ?? -1]?.[column]
  if (!place || column === undefined || value === undefined || value.length > MAX_VALUE_LENGTH) return null
  const filter: Filter = { column, operator: 'eq', value }
  const filters = addFilter(view.filters, filter)
  if (filters === view.filters || filters.length > MAX_FILTERS) return null
  const title = `Only rows where ${describeFilter(filter)}`
  return createPortal(
    <Link
      href={datasetHref(id, { ...view, filters })}
      scroll={false}
      prefetch={false}
      title={title}
      aria-label={title}
      onClick={() => setPlace(null)}
      style={{ left: place.left, top: place.top }}
      className="bg-card text-primary hover:bg-accent absolute z-1 inline-flex size-6 items-center justify-center rounded border font-mono text-sm print:hidden"
    >
      <span aria-hidden>=</span>
    </Link>,
    place.frame,
  )
}

const SIZE = 24
const GAP = 4

function placeIn(frame: Element, cell: HTMLTableCellElement): Place {
  const [outer, inner] = [frame.getBoundingClientRect(), cell.getBoundingClientRect()]
  const isRight = getComputedStyle(cell).textAlign === 'right'
  const left = isRight ? inner.left + GAP : inner.right - SIZE - GAP
  return {
    frame,
    row: (cell.parentElement as HTMLTableRowElement).sectionRowIndex,
    column: cell.cellIndex - 1,
    left: left - outer.left + frame.scrollLeft - frame.clientLeft,
    top: inner.top + (inner.height - SIZE) / 2 - outer.top + frame.scrollTop - frame.clientTop,
  }
}
