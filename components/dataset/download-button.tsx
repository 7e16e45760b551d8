import { clsx } from 'clsx'
import type { JSX } from 'react'
import { buttonVariants } from '@/components/ui/button'
import { Disclosure } from '@/components/ui/disclosure'
import { fileHref } from '@/lib/search-params/datasets'

/** Downloads a dataset's CSV with one click; beside it, the same rows for other tools. */
export function DownloadButton({ id }: { id: string }): JSX.Element {
  return (
    // Its width decides whether it stands on a line of its own, and must not depend on what has come of it, or on the font.
    <div className="ml-auto flex w-27 items-center justify-end sm:w-46 print:hidden">
      <a
        href={fileHref(id)}
        download
        className={clsx(buttonVariants({ size: 'sm' }), 'rounded-r-none border-r border-r-transparent')}
      >
        <span aria-hidden>↓</span>
        <span>
          {/* A phone has no room for it beside the source; screen readers have. */}
          <span className="max-sm:sr-only">Download</span> CSV
        </span>
      </a>
      <Disclosure
        label={<span className="sr-only">Other files</span>}
        className="disclosure-split"
        panelClassName="p-1 text-sm lg:right-0 lg:w-72"
      >
        <a
          href={fileHref(id, 'parquet')}
          download
          className="hover:bg-accent flex min-h-8 flex-col rounded px-2 py-1"
        >
          Parquet
          <span className="text-muted-foreground text-xs">
            The same rows in columns, for DuckDB, pandas and Spark
          </span>
        </a>
      </Disclosure>
    </div>
  )
}
