import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** A field for a line of text. */
export function Input({ className, ...props }: ComponentProps<'input'>): JSX.Element {
  return (
    <input
      data-slot="input"
      className={cn(
        'border-input bg-card text-card-foreground placeholder:text-muted-foreground aria-invalid:border-destructive file:text-foreground h-9 w-full min-w-0 rounded-md border px-3 text-sm file:h-full file:border-0 file:bg-transparent file:font-medium disabled:cursor-not-allowed disabled:opacity-60',
        className,
      )}
      {...props}
    />
  )
}
