import type { JSX } from 'react'
import { keptField } from '@/lib/search-params/kept'

/** Parameters that a form submits as hidden fields. */
export function HiddenFields({ params }: { params: [name: string, value: string][] }): JSX.Element {
  return (
    <>
      {keptField(params).map(([name, value], index) => (
        <input key={index} type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
