import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** A table of a few rows, made of the parts below. Tables of data are a `DataGrid`, whose cells need no classes. */
export function Table({ className, ...props }: ComponentProps<'table'>): JSX.Element {
  return (
    <div data-slot="table-container" className="relative w-full overflow-x-auto">
      <table data-slot="table" className={cn('w-full caption-bottom text-sm', className)} {...props} />
    </div>
  )
}

export function TableHeader({ className, ...props }: ComponentProps<'thead'>): JSX.Element {
  return <thead data-slot="table-header" className={cn('[&_tr]:border-b', className)} {...props} />
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>): JSX.Element {
  return <tbody data-slot="table-body" className={cn('[&_tr:last-child]:border-b-0', className)} {...props} />
}

export function TableFooter({ className, ...props }: ComponentProps<'tfoot'>): JSX.Element {
  return (
    <tfoot
      data-slot="table-footer"
      className={cn('bg-muted/60 border-t font-medium [&>tr]:last:border-b-0', className)}
      {...props}
    />
  )
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>): JSX.Element {
  return (
    <tr
      data-slot="table-row"
      className={cn('hover:bg-muted/60 data-[state=selected]:bg-muted border-b', className)}
      {...props}
    />
  )
}

/** The heading of a column. */
export function TableHead({ className, ...props }: ComponentProps<'th'>): JSX.Element {
  return (
    <th
      data-slot="table-head"
      scope="col"
      className={cn('h-10 px-3 text-left align-middle font-medium whitespace-nowrap', className)}
      {...props}
    />
  )
}

export function TableCell({ className, ...props }: ComponentProps<'td'>): JSX.Element {
  return (
    <td
      data-slot="table-cell"
      className={cn('px-3 py-2 align-middle whitespace-nowrap', className)}
      {...props}
    />
  )
}

export function TableCaption({ className, ...props }: ComponentProps<'caption'>): JSX.Element {
  return (
    <caption
      data-slot="table-caption"
      className={cn('text-muted-foreground mt-4 text-sm', className)}
      {...props}
    />
  )
}
