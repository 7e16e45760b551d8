import { type FormEvent, type JSX, type KeyboardEvent, useState } from 'react'
import { chooseValues, listChosen } from '@/components/facets/chosen-values'
import { VALUES_AT_ONCE } from '@/components/facets/read-values'
import { useValues } from '@/components/facets/use-values'
import { ValueTick } from '@/components/facets/value-tick'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { Filter } from '@/lib/datasets/model/view'
import { formatCount, formatQuantity } from '@/lib/format'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/limits'
import type { RowsView } from '@/lib/search-params/rows'

interface FacetProps {
  id: string
  column: DatasetColumn
  view: RowsView
  onChoose: (filters: Filter[]) => void
}

/** All values of a column with their numbers of rows, to tick and to search. */
export function Facet({ id, column, view, onChoose }: FacetProps): JSX.Element {
  const { filters, q } = view
  const [before] = useState(() => listChosen(filters, column))
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(before))
  const [search, setSearch] = useState('')
  const values = useValues({ id, column, selection: { filters, q }, search })
  const listed = values.found?.values ?? []
  // Those already chosen come first where the list has no room for them.
  const absent =
    search === '' && values.found ? before.filter((one) => !listed.some((two) => two.value === one)) : []
  const isChanged = chosen.size !== before.length || before.some((value) => !chosen.has(value))
  const narrowed = chooseValues(filters, column, [...chosen])

  function tick(value: string, isTicked: boolean): void {
    const next = new Set(chosen)
    if (isTicked) next.add(value)
    else next.delete(value)
    setChosen(next)
  }

  function apply(event: FormEvent): void {
    event.preventDefault()
    if (narrowed !== null && isChanged) onChoose(narrowed)
  }

  return (
    <form onSubmit={apply} onKeyDown={moveWithArrows} className="flex flex-col gap-2">
      <Input
        type="search"
        aria-label={`Search the values of ${column}`}
        placeholder="Search the values"
        maxLength={MAX_VALUE_LENGTH}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
        // Enter would choose before the answer is there.
        onKeyDown={(event) => (event.key === 'Enter' ? event.preventDefault() : undefined)}
      />
      <fieldset className="min-w-0">
        <legend className="sr-only">Values of {column}</legend>
        {/* Of one height, so that nothing moves when values arrive. */}
        <div className="h-44 overflow-y-auto rounded-md border p-1" aria-busy={values.isWaiting}>
          {[...absent.map((value) => ({ value, count: null })), ...listed].map(({ value, count }) => (
            <ValueTick
              key={value}
              value={value}
              count={count}
              isTicked={chosen.has(value)}
              onTick={(isTicked) => tick(value, isTicked)}
            />
          ))}
          {values.problem === null ? null : (
            <p className="p-1">
              The values are not available. {values.problem}{' '}
              <button type="button" onClick={values.retry} className="text-link">
                Try again
              </button>
            </p>
          )}
        </div>
      </fieldset>
      <div className="flex items-center justify-between gap-2">
        <p role="status" className="text-muted-foreground text-xs">
          {narrowed === null
            ? 'These values are too long for one link. Tick fewer.'
            : describe(values, search)}
        </p>
        <Button type="submit" size="sm" disabled={!isChanged || narrowed === null}>
          {submitText(chosen.size, before.length)}
        </Button>
      </div>
    </form>
  )
}

/** "Show 2 values" */
function submitText(chosen: number, before: number): string {
  if (chosen > 0) return `Show ${formatQuantity(chosen, 'value')}`
  return before > 0 ? 'Show all values' : 'Show ticked'
}

function describe({ found, isWaiting }: ReturnType<typeof useValues>, search: string): string {
  if (isWaiting) return search === '' ? 'Loading the values…' : 'Searching…'
  if (found === null) return ''
  const { total } = found
  if (total === 0) return search === '' ? 'No row has a value here.' : `No value contains “${search}”.`
  if (total > VALUES_AT_ONCE)
    return `The first ${VALUES_AT_ONCE} of ${formatCount(total)} values; search for others.`
  return formatQuantity(total, 'value')
}

/** The arrow keys move between the ticks, as Tab does. */
function moveWithArrows(event: KeyboardEvent<HTMLFormElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input:not(:disabled)')]
  const next = stops[stops.findIndex((stop) => stop === document.activeElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
