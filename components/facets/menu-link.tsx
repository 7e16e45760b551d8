'use client'

import { type JSX, type MouseEvent, type ReactNode, useRef, useState } from 'react'
import type { ColumnMenu } from '@/components/facets/column-menu'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { countsHref } from '@/lib/search-params/counts'
import type { RowsView } from '@/lib/search-params/rows'

interface MenuLinkProps {
  id: string
  column: DatasetColumn
  view: RowsView
  /** What stands before its chevron. */
  children?: ReactNode
}

/**
 * Opens the menu of a column, whose code is loaded when it is first opened. Without JavaScript, and in a new tab, it is a
 * link to the counts of the column: all of its values, with links to their rows.
 */
export function MenuLink({ id, column, view, children }: MenuLinkProps): JSX.Element {
  const link = useRef<HTMLAnchorElement>(null)
  const [Menu, setMenu] = useState<{ Open: typeof ColumnMenu } | null>(null)
  const wasOpen = useRef(false)
  const { filters, q } = view
  const href = countsHref(id, { columns: [column], filters, q })

  async function open(event: MouseEvent): Promise<void> {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    // The press has already closed it.
    if (wasOpen.current) return
    try {
      const { ColumnMenu: Open } = await import('@/components/facets/column-menu')
      setMenu({ Open })
    } catch {
      window.location.assign(href)
    }
  }

  return (
    <>
      <a
        ref={link}
        href={href}
        aria-haspopup="dialog"
        aria-expanded={Menu !== null}
        onPointerDown={() => (wasOpen.current = Menu !== null)}
        onClick={(event) => void open(event)}
        className="menu-link"
      >
        <span className="sr-only">{`Menu of ${column}`}</span>
        {children}
      </a>
      {Menu ? (
        <Menu.Open
          id={id}
          column={column}
          view={view}
          anchor={link}
          onClose={() => {
            setMenu(null)
            wasOpen.current = false
          }}
        />
      ) : null}
    </>
  )
}
