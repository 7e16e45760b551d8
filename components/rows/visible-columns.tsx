import Form from 'next/form'
import Link from 'next/link'
import type { JSX } from 'react'
import { HiddenFields } from '@/components/hidden-fields'
import { Button } from '@/components/ui/button'
import { Disclosure } from '@/components/ui/disclosure'
import { NativeCheckbox } from '@/components/ui/native-checkbox'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { datasetHref, keptParams, type RowsView } from '@/lib/search-params/rows'

/** Selects the columns to show. A plain GET that keeps conditions and order; none ticked means all. */
export function ColumnChooser({ id, view }: { id: string; view: RowsView }): JSX.Element {
  const shown = view.columns.length > 0 ? view.columns : DATASET_COLUMNS
  const label = view.columns.length > 0 ? `Columns: ${shown.length} of ${DATASET_COLUMNS.length}` : 'Columns'
  return (
    <Disclosure label={label} name="row-tools">
      {/* The key makes the boxes follow the URL when a link changes it. */}
      <Form
        key={view.columns.join()}
        action={datasetHref(id)}
        scroll={false}
        className="flex flex-col items-start gap-3"
      >
        <HiddenFields params={keptParams(view, 'columns')} />
        <fieldset>
          <legend className="mb-1 text-sm font-medium">Columns to show</legend>
          <div className="choices">
            {DATASET_COLUMNS.map((column) => (
              <label key={column}>
                <NativeCheckbox name="columns" value={column} defaultChecked={shown.includes(column)} />
                {column}
              </label>
            ))}
          </div>
        </fieldset>
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" size="sm">
            Show these columns
          </Button>
          {view.columns.length > 0 ? (
            <Link
              href={datasetHref(id, { ...view, columns: [] })}
              scroll={false}
              prefetch={false}
              className="text-primary text-sm underline underline-offset-4"
            >
              All columns
            </Link>
          ) : null}
        </div>
      </Form>
    </Disclosure>
  )
}
