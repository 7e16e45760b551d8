import Link from 'next/link'
import type { FormEvent, JSX } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { NativeSelect, NativeSelectOption } from '@/components/ui/native-select'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { addFilter, type Filter, type FilterOperator } from '@/lib/datasets/model/view'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'

const OPERATORS: [FilterOperator, string][] = [
  ['eq', 'is'],
  ['ne', 'is not'],
  ['gte', 'is at least'],
  ['lte', 'is at most'],
  ['contains', 'contains'],
]

interface ColumnConditionsProps {
  column: DatasetColumn
  filters: Filter[]
  hrefFor: (filters: Filter[]) => string
  onAdd: (filters: Filter[]) => void
  onChoose: () => void
}

/** Adds a condition on a column to those in force. */
export function ColumnConditions(props: ColumnConditionsProps): JSX.Element {
  const { column, filters, hrefFor, onAdd, onChoose } = props
  if (filters.length >= MAX_FILTERS)
    return <p>A view has at most {MAX_FILTERS} conditions. Remove one to add another.</p>

  function add(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const sent = new FormData(event.currentTarget)
    const [operator] = OPERATORS.find(([one]) => one === sent.get('operator')) ?? ['eq' as const]
    const filter: Filter = { column, operator, value: String(sent.get('value')).trim() }
    // What cannot be compared is reported by the page, as for any URL.
    onAdd(addFilter(filters, filter))
  }

  return (
    <div className="flex flex-col gap-2 border-t pt-3">
      <form onSubmit={add} className="flex gap-2">
        <div className="w-28 shrink-0">
          <NativeSelect name="operator" aria-label={`Comparison of ${column}`}>
            {OPERATORS.map(([operator, text]) => (
              <NativeSelectOption key={operator} value={operator}>
                {text}
              </NativeSelectOption>
            ))}
          </NativeSelect>
        </div>
        <Input
          name="value"
          aria-label={`Value of ${column}`}
          placeholder="Value"
          autoComplete="off"
          maxLength={MAX_VALUE_LENGTH}
        />
        <Button type="submit" variant="outline">
          Add
        </Button>
      </form>
      <p className="flex gap-4">
        {(['1', '0'] as const).map((value) => (
          <Link
            key={value}
            href={hrefFor(addFilter(filters, { column, operator: 'isblank', value }))}
            scroll={false}
            prefetch={false}
            onClick={onChoose}
            className="text-primary inline-flex min-h-6 items-center underline underline-offset-4"
          >
            {value === '1' ? 'is empty' : 'is not empty'}
          </Link>
        ))}
      </p>
    </div>
  )
}
