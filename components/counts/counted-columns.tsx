import Form from 'next/form'
import Link from 'next/link'
import type { JSX } from 'react'
import { CountAtOnce } from '@/components/counts/count-at-once'
import { HiddenFields } from '@/components/hidden-fields'
import { Button } from '@/components/ui/button'
import { NativeCheckbox } from '@/components/ui/native-checkbox'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { filterParam } from '@/lib/datasets/model/view'
import { countsHref, type CountsParams } from '@/lib/search-params/counts'
import { sortParam } from '@/lib/search-params/query'

interface ColumnPickerProps {
  id: string
  /** Its columns are ticked; the rest is kept when others are counted, the order where it applies to them. */
  params: CountsParams
}

/** The form that selects the columns to count. A plain GET, so that the result has a URL. */
export function ColumnPicker({ id, params }: ColumnPickerProps): JSX.Element {
  const { columns, filters, q, sort, view } = params
  const kept: [string, string][] = [...filters.map(filterParam), ...sortParam(sort)]
  if (q !== '') kept.push(['q', q])
  if (view !== undefined) kept.push(['view', view])
  return (
    <Form action={countsHref(id)} scroll={false} autoComplete="off" className="flex flex-col gap-3">
      <HiddenFields params={kept} />
      <fieldset>
        <legend className="mb-2 text-sm font-medium">Columns to count</legend>
        <div className="grid grid-cols-2 gap-x-5 gap-y-1 sm:flex sm:flex-wrap">
          {DATASET_COLUMNS.map((column) => (
            <label key={column} className="flex min-h-8 cursor-pointer items-center gap-2 font-mono text-sm">
              <NativeCheckbox name="columns" value={column} defaultChecked={columns.includes(column)} />
              {column}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit">Count</Button>
        {columns.length > 0 ? (
          <Link
            href={countsHref(id, { filters, q })}
            scroll={false}
            prefetch={false}
            className="text-sm underline underline-offset-4"
          >
            Clear selection
          </Link>
        ) : null}
        <CountAtOnce columns={columns} />
      </div>
    </Form>
  )
}
