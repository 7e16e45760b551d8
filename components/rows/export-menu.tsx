import type { JSX, ReactNode } from 'react'
import { CopyRows } from '@/components/rows/copy-rows'
import { Disclosure } from '@/components/ui/disclosure'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { formatQuantity } from '@/lib/format'
import { rowsFileHref, type RowsParams } from '@/lib/search-params/rows'

interface ExportMenuProps {
  id: string
  page: RowsPage
  params: RowsParams
}

/** Exports the whole view as a file, or the rows on the page as text. The head of the page has the dataset's own files. */
export function ExportMenu({ id, page, params }: ExportMenuProps): JSX.Element {
  return (
    <Disclosure label="Export" name="row-tools" panelClassName="p-4 lg:right-0 lg:w-96">
      <div className="flex flex-col gap-4 text-sm">
        <Files title={`${formatQuantity(page.total, 'row')}, with their conditions, order and columns`}>
          <File href={rowsFileHref(id, params, 'csv')} label="CSV" about="values as SWAPI has them" />
          <File
            href={rowsFileHref(id, params, 'spreadsheet')}
            label="CSV for spreadsheets"
            about="safe to open in Excel: formulas are quoted"
          />
          <File href={rowsFileHref(id, params, 'ndjson')} label="NDJSON" about="one JSON object a line" />
        </Files>
        {page.rows.length > 0 ? (
          <Files title={`The ${formatQuantity(page.rows.length, 'row')} on this page`}>
            <li>
              <a href={rowsFileHref(id, params, 'json')}>JSON (this page)</a>
            </li>
            <li>
              <CopyRows address={rowsFileHref(id, params, 'json')} />
            </li>
          </Files>
        ) : null}
      </div>
    </Disclosure>
  )
}

function Files({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <section>
      <h2 className="text-muted-foreground mb-1 text-xs">{title}</h2>
      <ul className="link-list">{children}</ul>
    </section>
  )
}

function File({ href, label, about }: { href: string; label: string; about: string }): JSX.Element {
  return (
    <li>
      <a href={href} download>
        {label}
      </a>
      <span>{about}</span>
    </li>
  )
}
