import type { JSX } from 'react'
import Form from 'next/form'
import { HiddenFields } from '@/components/hidden-fields'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { cn } from '@/lib/utils'
import { MAX_VALUE_LENGTH } from '@/lib/view-params'

interface SearchBoxProps {
  /** The page that answers, without parameters. */
  action: string
  /** What is searched for now. */
  q: string
  label: string
  placeholder?: string
  /** Parameters that stay. */
  kept?: [name: string, value: string][]
  className?: string
}

/** A text to search for, as a plain GET: the result is a link. */
export function SearchBox(props: SearchBoxProps): JSX.Element {
  const { action, q, label, placeholder = label, kept = [], className } = props
  return (
    <Form
      key={q}
      action={action}
      scroll={false}
      role="search"
      className={cn('flex gap-2 sm:max-w-sm', className)}
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
