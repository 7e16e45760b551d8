import type { JSX } from 'react'
import Form from 'next/form'
import { SearchIcon } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { datasetHref, filterParam, sortParam, type RowsParams } from '@/lib/search-params'
import { MAX_VALUE_LENGTH } from '@/lib/view-params'

/** Searches all columns of a dataset. A plain GET that keeps the other conditions and the order. */
export function SearchForm({
  id,
  view,
}: {
  id: string
  view: Omit<RowsParams, 'limit' | 'offset'>
}): JSX.Element {
  const kept = [...view.filters.map(filterParam), ...sortParam(view.sort)]
  return (
    <Form
      key={view.q}
      action={datasetHref(id)}
      scroll={false}
      role="search"
      className="flex grow gap-2 sm:max-w-sm"
    >
      {kept.map(([name, value], index) => (
        <input key={index} type="hidden" name={name} value={value} />
      ))}
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
