import type { JSX } from 'react'
import Form from 'next/form'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import type { CountSort, Selection } from '@/lib/datasets/view'
import { countsHref, filterParam, sortParam } from '@/lib/search-params'

interface ColumnPickerProps {
  id: string
  /** The columns that are ticked. */
  columns: DatasetColumn[]
  /** Kept when other columns are counted. */
  selection: Selection
  /** Kept as far as it is about the columns that are counted then. */
  sort: CountSort[]
}

/** The form that picks the columns whose combinations are counted. A plain GET: the result is a link. */
export function ColumnPicker({ id, columns, selection, sort }: ColumnPickerProps): JSX.Element {
  const { filters, q } = selection
  const search: [string, string][] = q === '' ? [] : [['q', q]]
  const kept = [...filters.map(filterParam), ...search, ...sortParam(sort)]
  return (
    // The key makes the boxes follow the URL when a link changes it.
    <Form key={columns.join()} action={countsHref(id)} scroll={false} className="flex flex-col gap-4">
      {kept.map(([name, value], index) => (
        <input key={index} type="hidden" name={name} value={value} />
      ))}
      <fieldset>
        <legend className="mb-2 text-sm font-medium">Columns to count</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {DATASET_COLUMNS.map((column) => (
            <label key={column} className="flex min-h-8 cursor-pointer items-center gap-2 font-mono text-sm">
              <Checkbox name="columns" value={column} defaultChecked={columns.includes(column)} />
              {column}
            </label>
          ))}
        </div>
      </fieldset>
      <Button type="submit" className="self-start">
        Count
      </Button>
    </Form>
  )
}
