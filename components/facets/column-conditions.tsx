import Link from 'next/link'
import { type FormEvent, type JSX, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { NativeSelect, NativeSelectOption } from '@/components/ui/native-select'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { addFilter, type Filter, type FilterOperator } from '@/lib/datasets/model/view'
import { findConditionProblem, MAX_VALUE_LENGTH } from '@/lib/search-params/condition'
import { MAX_FILTERS } from '@/lib/search-params/grammar'

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
  const [problem, setProblem] = useState<string | null>(null)
  const problemId = useId()
  if (filters.length >= MAX_FILTERS)
    return <p>A view has at most {MAX_FILTERS} conditions. Remove one to add another.</p>

  function add(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const sent = new FormData(event.currentTarget)
    const [operator] = OPERATORS.find(([one]) => one === sent.get('operator')) ?? ['eq' as const]
    const filter: Filter = { column, operator, value: String(sent.get('value')).trim() }
    const found = findConditionProblem(column, filter)
    setProblem(found)
    if (found === null) onAdd(addFilter(filters, filter))
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
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : problemId}
        />
        <Button type="submit" variant="outline">
          Add
        </Button>
      </form>
      {problem === null ? null : (
        <p id={problemId} role="alert" className="text-destructive">
          {problem}
        </p>
      )}
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
