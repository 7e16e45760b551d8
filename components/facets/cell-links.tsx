'use client'

import { type JSX, useEffect, useState } from 'react'
import type { CellLink, CellLinkProps } from '@/components/facets/cell-link'
import { ROWS_ANCHOR } from '@/lib/search-params/rows'

/**
 * From a cell under the pointer to the rows with its value. One link serves all cells: a link in each of 10,000 would make
 * a long page larger by more than a megabyte. Its code is loaded when the pointer first reaches a row.
 */
export function CellLinks(props: CellLinkProps): JSX.Element | null {
  const [Loaded, setLoaded] = useState<{ Link: typeof CellLink } | null>(null)
  useEffect(() => {
    const rows = document.getElementById(ROWS_ANCHOR)
    const load = (): void =>
      void import('@/components/facets/cell-link').then(({ CellLink: Link }) => setLoaded({ Link }))
    rows?.addEventListener('pointerover', load, { once: true })
    return () => rows?.removeEventListener('pointerover', load)
  }, [])
  return Loaded ? <Loaded.Link {...props} /> : null
}
