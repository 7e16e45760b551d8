import { clsx } from 'clsx'
import Form from 'next/form'
import type { JSX } from 'react'
import { HiddenFields } from '@/components/hidden-fields'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'

interface SearchBoxProps {
  /** The results page, without parameters. */
  action: string
  /** The current search. */
  q: string
  label: string
  placeholder?: string
  /** Parameters to keep. */
  kept?: [name: string, value: string][]
  className?: string
}

/** A search form, as a plain GET, so that the result has a URL. */
export function SearchBox(props: SearchBoxProps): JSX.Element {
  const { action, q, label, placeholder = label, kept = [], className } = props
  return (
    <Form
      key={q}
      action={action}
      scroll={false}
      role="search"
      className={clsx('flex gap-2 sm:max-w-sm', className)}
    >
      <HiddenFields params={kept} />
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={MAX_VALUE_LENGTH}
        aria-label={label}
        placeholder={placeholder}
        className="grow"
      />
      <Button type="submit" variant="outline">
        Search
      </Button>
    </Form>
  )
}
