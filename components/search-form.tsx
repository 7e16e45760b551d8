import type { JSX } from 'react'
import Form from 'next/form'
import { SearchIcon } from 'lucide-react'
import { HiddenFields } from '@/components/hidden-fields'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { datasetHref } from '@/lib/search-params'
import { keptParams, type RowsView } from '@/lib/search-params/rows'
import { MAX_VALUE_LENGTH } from '@/lib/view-params'

/** Searches all columns of a dataset. A plain GET that keeps the other conditions, the order and the columns. */
export function SearchForm({ id, view }: { id: string; view: RowsView }): JSX.Element {
  return (
    <Form
      key={view.q}
      action={datasetHref(id)}
      scroll={false}
      role="search"
      className="flex w-full gap-2 sm:w-auto sm:max-w-sm sm:grow"
    >
      <HiddenFields params={keptParams(view, 'q')} />
      <Input
        type="search"
        name="q"
        defaultValue={view.q}
        maxLength={MAX_VALUE_LENGTH}
        aria-label="Search all columns"
        placeholder="Search all columns"
        className="grow"
      />
      <Button type="submit" variant="outline">
        <SearchIcon aria-hidden />
        Search
      </Button>
    </Form>
  )
}
