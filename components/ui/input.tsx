import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

/** A field for a line of text. */
export function Input({ className, ...props }: ComponentProps<'input'>): JSX.Element {
  return <input className={clsx('field', className)} {...props} />
}
