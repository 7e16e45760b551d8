import Form from 'next/form'
import Link from 'next/link'
import type { JSX } from 'react'
import { CountAtOnce } from '@/components/counts/count-at-once'
import { HiddenFields } from '@/components/hidden-fields'
import { Button } from '@/components/ui/button'
import { NativeCheckbox } from '@/components/ui/native-checkbox'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { countsHref, type CountsParams, keptCounts } from '@/lib/search-params/counts'

interface ColumnPickerProps {
  id: string
  /** Its columns are ticked; the rest is kept when others are counted, the order where it applies to them. */
  params: CountsParams
}

/** The form that selects the columns to count. A plain GET, so that the result has a URL. */
export function ColumnPicker({ id, params }: ColumnPickerProps): JSX.Element {
  const { columns, filters, q } = params
  return (
    <Form
      action={countsHref(id)}
      scroll={false}
      autoComplete="off"
      className="flex flex-wrap items-center gap-x-2 gap-y-1.5 text-sm"
    >
      <HiddenFields params={keptCounts(params, 'columns')} />
      <span id="columns-to-count" className="font-medium">
        Count
      </span>
      <div role="group" aria-labelledby="columns-to-count" className="contents">
        {DATASET_COLUMNS.map((column) => (
          <ColumnBox key={column} column={column} columns={columns} />
        ))}
      </div>
      <noscript>
        <Button type="submit" size="sm">
          Count
        </Button>
      </noscript>
      {columns.length > 0 ? (
        <Link
          href={countsHref(id, { filters, q })}
          scroll={false}
          prefetch={false}
          className="px-1 leading-8 underline underline-offset-4"
        >
          Clear
        </Link>
      ) : null}
      <CountAtOnce columns={columns} />
    </Form>
  )
}

/** A column to tick. Of several, each shows its place in the order. */
function ColumnBox({ column, columns }: { column: DatasetColumn; columns: DatasetColumn[] }): JSX.Element {
  const place = columns.indexOf(column)
  return (
    <label className="choice">
      <NativeCheckbox name="columns" value={column} defaultChecked={place >= 0} className="size-3.5" />
      {column}
      {place >= 0 && columns.length > 1 ? <span aria-hidden>{place + 1}</span> : null}
    </label>
  )
}
