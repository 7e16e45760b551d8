import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

type DataGridProps = ComponentProps<'table'> & {
  /** Names the table, and the region that scrolls when the table is wider than the screen. */
  label: string
}

/**
 * A table that scrolls inside its own frame, also by keyboard: the page never scrolls sideways, and the head of a long
 * table stays in sight, because the frame is never higher than most of the window. Its rows, cells and links are plain
 * elements: app/data-grid.css dresses them, and `FollowLinks` follows them.
 */
export function DataGrid({ className, label, ...props }: DataGridProps): JSX.Element {
  return (
    <div data-followed role="region" aria-label={label} tabIndex={0} className="data-grid-frame">
      <table aria-label={label} className={clsx('data-grid', className)} {...props} />
    </div>
  )
}

type DataGridHeadProps = ComponentProps<'th'> & {
  /** Stands to the right, as numbers do. */
  numeric?: boolean
}

/** The heading of a column. */
export function DataGridHead({ className, numeric, ...props }: DataGridHeadProps): JSX.Element {
  return <th scope="col" className={clsx(numeric && 'text-right', className) || undefined} {...props} />
}
