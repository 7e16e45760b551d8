import type { JSX } from 'react'
import { splitInvisible, type TextPart } from '@/lib/format/invisible'

/** A value with a sign for each invisible character. Text copied from the page is still the value. */
export function ValueText({ value }: { value: string }): JSX.Element {
  const parts = splitInvisible(value)
  const isPlain = parts.length === 1 && parts[0]?.sign === null
  return <>{isPlain ? value : parts.map((part, index) => show(part, index))}</>
}

/** HTML cannot represent these two: the first becomes a line feed, the second is lost. */
const NOT_IN_HTML = /[\r\0]/

function show({ text, sign }: TextPart, key: number): JSX.Element | string {
  if (sign === null) return text
  if (sign.short === '') {
    return (
      <span key={key} title={sign.name} className="underline decoration-dotted underline-offset-2">
        {text}
      </span>
    )
  }
  return (
    <span
      key={key}
      role="img"
      aria-label={sign.name}
      title={sign.name}
      data-sign={sign.short}
      className="invisible-character"
    >
      {NOT_IN_HTML.test(text) ? null : text}
    </span>
  )
}
