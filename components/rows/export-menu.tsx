import type { JSX, ReactNode } from 'react'
import { CopyRows } from '@/components/rows/copy-rows'
import { Disclosure } from '@/components/ui/disclosure'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { formatQuantity } from '@/lib/format'
import { fileHref } from '@/lib/search-params/datasets'
import { rowsFileHref, type RowsParams } from '@/lib/search-params/rows'

interface ExportMenuProps {
  id: string
  page: RowsPage
  params: RowsParams
}

/** Exports the whole view as a file, the rows on the page as text, or the dataset itself. */
export function ExportMenu({ id, page, params }: ExportMenuProps): JSX.Element {
  return (
    <Disclosure label="Export" name="row-tools" panelClassName="p-4 lg:right-0 lg:w-96">
      <div className="flex flex-col gap-4 text-sm">
        <Links
          title={`This view: ${formatQuantity(page.total, 'row')}, with its conditions, order and columns`}
        >
          <FileLink href={rowsFileHref(id, params, 'csv')} label="CSV" />
          <FileLink href={rowsFileHref(id, params, 'spreadsheet')} label="CSV for spreadsheets" />
          <FileLink href={rowsFileHref(id, params, 'ndjson')} label="NDJSON" />
        </Links>
        {page.rows.length > 0 ? (
          <Links title={`This page: ${formatQuantity(page.rows.length, 'row')}`}>
            <a href={rowsFileHref(id, params, 'json')}>JSON (this page)</a>
            <CopyRows address={rowsFileHref(id, params, 'json')} />
          </Links>
        ) : null}
        <Links title="The whole dataset">
          <FileLink href={fileHref(id)} label="The dataset’s CSV" />
          <FileLink href={fileHref(id, 'parquet')} label="The dataset’s Parquet" />
        </Links>
      </div>
    </Disclosure>
  )
}

function Links({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <section>
      <h3 className="text-muted-foreground mb-1 text-xs">{title}</h3>
      <div className="[&_a]:text-primary flex flex-wrap items-center gap-x-5 gap-y-2 [&_a]:inline-flex [&_a]:min-h-6 [&_a]:underline [&_a]:underline-offset-4">
        {children}
      </div>
    </section>
  )
}

function FileLink({ href, label }: { href: string; label: string }): JSX.Element {
  return (
    <a href={href} download>
      {label}
    </a>
  )
}
