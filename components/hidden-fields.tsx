import type { JSX } from 'react'

/** Parameters that a form carries along unseen. */
export function HiddenFields({ params }: { params: [name: string, value: string][] }): JSX.Element {
  return (
    <>
      {params.map(([name, value], index) => (
        <input key={index} type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
