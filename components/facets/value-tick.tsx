import type { JSX } from 'react'
import { NativeCheckbox } from '@/components/ui/native-checkbox'
import { ValueText } from '@/components/value-text'
import { formatCount } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/limits'

interface ValueTickProps {
  value: string
  /** Null when unknown. */
  count: number | null
  isTicked: boolean
  onTick: (isTicked: boolean) => void
}

/** A value of a column to tick, with its number of rows. */
export function ValueTick({ value, count, isTicked, onTick }: ValueTickProps): JSX.Element {
  const isTooLong = value.length > MAX_VALUE_LENGTH
  return (
    <label
      title={isTooLong ? 'This value is too long for a link.' : showInvisible(value)}
      className="hover:bg-accent flex min-h-8 cursor-pointer items-center gap-2 rounded px-1.5"
    >
      <NativeCheckbox
        checked={isTicked}
        disabled={isTooLong}
        onChange={({ target }) => onTick(target.checked)}
      />
      <span className="min-w-0 grow truncate">
        {value === '' ? <i>(empty)</i> : <ValueText value={value} />}
      </span>
      {count === null ? null : (
        <span className="text-muted-foreground tabular-nums">{formatCount(count)}</span>
      )}
    </label>
  )
}
