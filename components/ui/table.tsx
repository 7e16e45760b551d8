import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

type TableProps = ComponentProps<'table'> & {
  /** Names the table, and the region that scrolls when the table is wider than the screen. */
  label: string
}

/**
 * A table that scrolls inside its own frame, also by keyboard, so that the page never scrolls sideways.
 * It dresses plain `<tr>` and `<td>` from above: class names on each of 10,000 cells would weigh megabytes.
 */
export function Table({ className, label, ...props }: TableProps): JSX.Element {
  return (
    <div
      data-slot="table-container"
      role="region"
      aria-label={label}
      tabIndex={0}
      className="bg-card relative w-full overflow-x-auto rounded-lg border"
    >
      <table
        data-slot="table"
        aria-label={label}
        className={cn(
          '[&_tbody_tr:hover]:bg-muted/60 w-full text-sm tabular-nums [&_tbody_tr]:border-t [&_td]:max-w-60 [&_td]:truncate [&_td]:px-3 [&_td]:py-2',
          className,
        )}
        {...props}
      />
    </div>
  )
}

type TableHeadProps = ComponentProps<'th'> & {
  /** Stands to the right, as numbers do. */
  numeric?: boolean
}

/** The heading of a column. */
export function TableHead({ className, numeric, ...props }: TableHeadProps): JSX.Element {
  return (
    <th
      data-slot="table-head"
      scope="col"
      className={cn(
        'h-10 px-3 align-middle font-medium whitespace-nowrap',
        numeric ? 'text-right' : 'text-left',
        className,
      )}
      {...props}
    />
  )
}
