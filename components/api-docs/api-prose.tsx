import type { JSX } from 'react'

/** A sentence of the OpenAPI document, whose only Markdown is `code`. */
export function ApiProse({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split('`').map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <code key={index} className="font-mono text-xs">
            {part}
          </code>
        ),
      )}
    </>
  )
}
