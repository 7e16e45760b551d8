import type { ComponentProps, JSX } from 'react'
import { TableHead } from '@/components/ui/table'
import { cn } from '@/lib/utils'

type DataGridProps = ComponentProps<'table'> & {
  /** Names the table, and the region that scrolls when the table is wider than the screen. */
  label: string
}

/**
 * A table that scrolls inside its own frame, also by keyboard: the page never scrolls sideways, and the head of a long
 * table stays in sight, because the frame is never higher than most of the window.
 * It dresses plain `<tr>` and `<td>` from above: class names on each of 10,000 cells would weigh megabytes.
 */
export function DataGrid({ className, label, ...props }: DataGridProps): JSX.Element {
  return (
    <div
      data-slot="data-grid-frame"
      role="region"
      aria-label={label}
      tabIndex={0}
      className="bg-card relative max-h-[85dvh] w-full overflow-auto rounded-lg border print:max-h-none print:overflow-visible"
    >
      <table
        data-slot="data-grid"
        aria-label={label}
        className={cn(
          '[&_tr]:bg-card [&_thead]:bg-card [&_tbody_tr:hover]:bg-muted w-full text-sm tabular-nums [&_tbody_tr+tr]:border-t [&_td]:max-w-60 [&_td]:truncate [&_td]:px-3 [&_td]:py-2 [&_thead]:sticky [&_thead]:top-0 [&_thead]:z-2 [&_thead]:shadow-[0_1px_0_var(--border)]',
          className,
        )}
        {...props}
      />
    </div>
  )
}

type DataGridHeadProps = ComponentProps<'th'> & {
  /** Stands to the right, as numbers do. */
  numeric?: boolean
}

/** The heading of a column. */
export function DataGridHead({ className, numeric, ...props }: DataGridHeadProps): JSX.Element {
  return <TableHead className={cn(numeric && 'text-right', className)} {...props} />
}
