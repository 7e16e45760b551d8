import type { JSX } from 'react'
import { NativeCheckbox } from '@/components/ui/native-checkbox'
import { ValueText } from '@/components/value-text'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { ColumnProfile } from '@/lib/datasets/model/profile'
import { formatCount } from '@/lib/format'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'
import { CONDITION_FIELDS, writeChoice } from '@/lib/search-params/rows'

/** Shows the selected column's values, without JavaScript. Tailwind reads a bare `_` as a space. */
const WHILE_PICKED: Record<DatasetColumn, string> = {
  name: 'group-has-[option[value=name]:checked]/condition:flex',
  height: 'group-has-[option[value=height]:checked]/condition:flex',
  mass: 'group-has-[option[value=mass]:checked]/condition:flex',
  hair_color: String.raw`group-has-[option[value=hair\_color]:checked]/condition:flex`,
  skin_color: String.raw`group-has-[option[value=skin\_color]:checked]/condition:flex`,
  eye_color: String.raw`group-has-[option[value=eye\_color]:checked]/condition:flex`,
  birth_year: String.raw`group-has-[option[value=birth\_year]:checked]/condition:flex`,
  gender: 'group-has-[option[value=gender]:checked]/condition:flex',
  homeworld: 'group-has-[option[value=homeworld]:checked]/condition:flex',
  date: 'group-has-[option[value=date]:checked]/condition:flex',
}

/** The most frequent values of the selected column, to tick instead of type. */
export function ConditionChoices({ columns }: { columns: ColumnProfile[] }): JSX.Element {
  return (
    <div className="hidden w-full group-has-[option[value=eq]:checked]/condition:block group-has-[option[value=in]:checked]/condition:block">
      {columns.map(({ column, top }) => (
        <fieldset key={column} className={`hidden flex-wrap gap-x-4 gap-y-1 ${WHILE_PICKED[column]}`}>
          <legend className="mb-1 text-sm">Or any of its most frequent values</legend>
          {top
            .filter(({ value }) => value.length <= MAX_VALUE_LENGTH)
            .map(({ value, count }) => (
              <label
                key={value}
                className="flex min-h-8 max-w-full cursor-pointer items-center gap-2 text-sm"
              >
                <NativeCheckbox name={CONDITION_FIELDS.choice} value={writeChoice(column, value)} />
                <span className="min-w-0 truncate">
                  {value === '' ? <i>(empty)</i> : <ValueText value={value} />}
                </span>
                <span className="text-muted-foreground">{formatCount(count)}</span>
              </label>
            ))}
        </fieldset>
      ))}
    </div>
  )
}
