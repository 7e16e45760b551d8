import type { JSX } from 'react'
import { ValueText } from '@/components/value-text'

/** A value inside a sentence; an empty one is named. */
export function Value({ value }: { value: string }): JSX.Element {
  return value === '' ? <i className="text-muted-foreground">(empty)</i> : <ValueText value={value} />
}
