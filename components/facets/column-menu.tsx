'use client'

import { useRouter } from 'next/navigation'
import { type JSX, type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { ColumnConditions } from '@/components/facets/column-conditions'
import { ColumnOrder } from '@/components/facets/column-order'
import { Facet } from '@/components/facets/facet'
import { placeBelow } from '@/components/facets/place-below'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { Filter } from '@/lib/datasets/model/view'
import { datasetHref, type RowsView } from '@/lib/search-params/rows'

interface ColumnMenuProps {
  id: string
  column: DatasetColumn
  view: RowsView
  /** What it hangs on. The focus returns there. */
  anchor: RefObject<HTMLElement | null>
  onClose: () => void
}

/** All that can be done with a column: its order, its values to tick, and conditions on it. */
export function ColumnMenu({ id, column, view, anchor, onClose }: ColumnMenuProps): JSX.Element {
  const router = useRouter()
  const hrefFor = (filters: Filter[]): string => datasetHref(id, { ...view, filters })

  function leave(): void {
    anchor.current?.focus({ preventScroll: true })
    onClose()
  }
  function go(filters: Filter[]): void {
    leave()
    router.push(hrefFor(filters), { scroll: false })
  }

  return (
    <Popover label={`Menu of ${column}`} anchor={anchor} onLeave={leave} onClose={onClose}>
      <ColumnOrder
        column={column}
        sort={view.sort}
        hrefFor={(sort) => datasetHref(id, { ...view, sort })}
        onChoose={leave}
      />
      <Facet id={id} column={column} view={view} onChoose={go} />
      <ColumnConditions
        column={column}
        filters={view.filters}
        hrefFor={hrefFor}
        onAdd={go}
        onChoose={leave}
      />
    </Popover>
  )
}

interface PopoverProps {
  label: string
  anchor: RefObject<HTMLElement | null>
  /** Closes it and returns the focus. */
  onLeave: () => void
  /** When it is closed from elsewhere. */
  onClose: () => void
  children: ReactNode
}

/** In the browser's top layer, so that the frame in which the table scrolls does not clip it. Escape closes it. */
function Popover({ label, anchor, onLeave, onClose, children }: PopoverProps): JSX.Element {
  const panel = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const [element, from] = [panel.current, anchor.current]
    if (!element || !from) return
    element.showPopover?.()
    const place = (): void => placeBelow(element, from)
    place()
    element.focus({ preventScroll: true })
    window.addEventListener('resize', place)
    window.addEventListener('scroll', place, true)
    return () => {
      window.removeEventListener('resize', place)
      window.removeEventListener('scroll', place, true)
    }
  }, [anchor])

  return createPortal(
    <div
      ref={panel}
      popover="auto"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onToggle={({ newState }) => {
        if (newState !== 'closed') return
        // Not where the focus has gone elsewhere: a click outside closes it, too.
        if (document.activeElement === document.body) anchor.current?.focus({ preventScroll: true })
        onClose()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onLeave()
      }}
      className="bg-card text-card-foreground fixed inset-auto m-0 max-h-[calc(100dvh-1rem)] w-80 max-w-[calc(100vw-1rem)] flex-col gap-3 overflow-y-auto rounded-lg border p-3 text-sm shadow-lg outline-none open:flex"
    >
      {children}
    </div>,
    document.body,
  )
}
