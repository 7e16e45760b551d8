import type { JSX } from 'react'
import Form from 'next/form'
import { SearchIcon } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { countsHref, filterParam, sortParam, type CountsParams } from '@/lib/search-params'
import { MAX_VALUE_LENGTH } from '@/lib/view-params'

/** Counts only rows with a text in any column. A plain GET that keeps the columns, the other conditions and the order. */
export function CountSearch({ id, params }: { id: string; params: CountsParams }): JSX.Element {
  const { columns, filters, q, sort, view } = params
  const kept: [string, string][] = [...filters.map(filterParam), ...sortParam(sort)]
  if (columns.length > 0) kept.unshift(['columns', columns.join()])
  if (view !== undefined) kept.push(['view', view])
  return (
    <Form
      key={q}
      action={countsHref(id)}
      scroll={false}
      role="search"
      className="flex w-full gap-2 sm:max-w-sm"
    >
      {kept.map(([name, value], index) => (
        <input key={index} type="hidden" name={name} value={value} />
      ))}
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={MAX_VALUE_LENGTH}
        aria-label="Count only rows that contain"
        placeholder="Count only rows that contain…"
        className="grow"
      />
      <Button type="submit" variant="outline">
        <SearchIcon aria-hidden />
        Search
      </Button>
    </Form>
  )
}
