import type { JSX } from 'react'
import { ValueText } from '@/components/value-text'
import { showInvisible } from '@/lib/format/invisible'

/** Values longer than this may be truncated by the cell; a title then shows the whole value. */
const LONG = 24

/** A table cell with a value as in the CSV. Empty values are marked, so as not to look like "unknown". */
export function ValueCell({ value }: { value: string }): JSX.Element {
  if (value === '') {
    return (
      <td title="The source has no value here." className="text-muted-foreground italic">
        (empty)
      </td>
    )
  }
  return (
    <td title={value.length > LONG ? showInvisible(value) : undefined}>
      <ValueText value={value} />
    </td>
  )
}
