import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

/** A field for text on several lines, as high as its text where the browser can do that. */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>): JSX.Element {
  return (
    <textarea className={clsx('field field-sizing-content h-auto min-h-20 py-2', className)} {...props} />
  )
}
