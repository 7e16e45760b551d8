import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** A field for a line of text. */
export function Input({ className, ...props }: ComponentProps<'input'>): JSX.Element {
  return (
    <input
      data-slot="input"
      className={cn(
        'border-input bg-card text-card-foreground placeholder:text-muted-foreground h-10 min-w-0 rounded-md border px-3 text-sm',
        className,
      )}
      {...props}
    />
  )
}
