import type { JSX } from 'react'
import { ValueText } from '@/components/value-text'
import { showInvisible } from '@/lib/format/invisible'
import { type DatasetColumn, kindOf } from '@/lib/datasets/model/columns'
import { MISSING_VALUES } from '@/lib/datasets/model/view'

/** Values longer than this may be truncated by the cell; a title then shows the whole value. */
const LONG = 12

/**
 * A table cell with a value as in the CSV: numbers on the right, and what the source marks as missing in a quieter color.
 * Empty values are marked, so as not to look like "unknown".
 */
export function ValueCell({ column, value }: { column?: DatasetColumn; value: string }): JSX.Element {
  if (value === '') {
    return (
      <td title="The source has no value here." className="text-muted-foreground italic">
        (empty)
      </td>
    )
  }
  const isMissing = MISSING_VALUES.some((missing) => missing === value)
  const kind = column === undefined ? 'text' : kindOf(column)
  return (
    <td
      title={value.length > LONG ? showInvisible(value) : undefined}
      className={
        LOOKS[`${kind === 'number' || kind === 'year' ? 'right' : 'left'}${isMissing ? '-missing' : ''}`]
      }
    >
      <ValueText value={value} />
    </td>
  )
}

const LOOKS: Record<string, string | undefined> = {
  right: 'text-right',
  'right-missing': 'text-right text-muted-foreground',
  'left-missing': 'text-muted-foreground',
}
