import type { JSX } from 'react'
import { ValueText } from '@/components/value-text'
import { showInvisible } from '@/lib/format/invisible'

/** Values longer than this may be cut off by the width of the cell; a title then tells the whole. */
const LONG = 24

/** A table cell with a value as the CSV has it. An empty one is marked, so that it never reads like "unknown". */
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
