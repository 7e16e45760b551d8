import type { JSX } from 'react'
import Form from 'next/form'
import { SearchIcon } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { dashboardHref } from '@/lib/search-params'

/** Looks for datasets by name, source or status. A plain GET. */
export function DatasetSearch({ q }: { q: string }): JSX.Element {
  return (
    <Form key={q} action={dashboardHref()} scroll={false} role="search" className="flex gap-2 sm:max-w-sm">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={256}
        aria-label="Search datasets"
        placeholder="Name, source or status"
        className="grow"
      />
      <Button type="submit" variant="outline">
        <SearchIcon aria-hidden />
        Search
      </Button>
    </Form>
  )
}
