import type { JSX } from 'react'
import { HiddenFields } from '@/components/hidden-fields'
import { WithConditionTools } from '@/components/rows/with-condition-tools'
import { Button } from '@/components/ui/button'
import { Disclosure } from '@/components/ui/disclosure'
import { Input } from '@/components/ui/input'
import { NativeSelect, NativeSelectOption } from '@/components/ui/native-select'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'
import { CONDITION_FIELDS, datasetHref, keptParams, type RowsView } from '@/lib/search-params/rows'

const OPERATORS = {
  eq: 'is',
  ne: 'is not',
  contains: 'contains',
  in: 'is one of',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  isblank1: 'is empty',
  isblank0: 'is not empty',
}

interface ConditionFormProps {
  id: string
  view: RowsView
  /** The page that shows the result, and what it keeps; by default the rows. */
  target?: { action: string; kept: [name: string, value: string][] }
}

/** Adds a condition to a view. The page merges the three fields into one parameter, so a plain GET works. */
export function ConditionForm({ id, view, target }: ConditionFormProps): JSX.Element {
  const { action, kept } = target ?? { action: datasetHref(id), kept: keptParams(view) }
  return (
    <Disclosure label="Add a condition" name="row-tools" panelClassName="p-4 lg:left-0 lg:w-140">
      {view.filters.length < MAX_FILTERS ? (
        <form action={action} className="group/condition flex flex-wrap items-end gap-3">
          <WithConditionTools id={id} filters={view.filters} q={view.q}>
            <HiddenFields params={kept} />
            <Select
              name={CONDITION_FIELDS.column}
              label="Column"
              options={DATASET_COLUMNS.map((one) => [undefined, one])}
            />
            <Select name={CONDITION_FIELDS.operator} label="Comparison" options={Object.entries(OPERATORS)} />
            <label className="flex min-w-0 grow basis-36 flex-col gap-1 text-sm sm:max-w-xs">
              Value
              <Input name={CONDITION_FIELDS.value} maxLength={MAX_VALUE_LENGTH} autoComplete="off" />
            </label>
            <Button type="submit">Add</Button>
            <p className="text-muted-foreground hidden w-full text-sm group-has-[option[value=in]:checked]/condition:block">
              Separate values with commas; quote a value that contains a comma: blond, &quot;brown, grey&quot;
            </p>
          </WithConditionTools>
        </form>
      ) : (
        <p className="text-sm">
          A view has at most {MAX_FILTERS} conditions. Remove one above to add another.
        </p>
      )}
    </Disclosure>
  )
}

function Select(props: {
  name: string
  label: string
  /** Without a value, it is the text. */
  options: [value: string | undefined, text: string][]
}): JSX.Element {
  return (
    <label className="flex min-w-0 flex-col gap-1 text-sm">
      {props.label}
      <NativeSelect name={props.name}>
        {props.options.map(([value, text]) => (
          <NativeSelectOption key={text} value={value}>
            {text}
          </NativeSelectOption>
        ))}
      </NativeSelect>
    </label>
  )
}
