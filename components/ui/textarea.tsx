import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** A field for text on several lines, as high as its text where the browser can do that. */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>): JSX.Element {
  return (
    <textarea
      data-slot="textarea"
      className={cn(
        'border-input bg-card text-card-foreground placeholder:text-muted-foreground field-sizing-content min-h-20 w-full min-w-0 rounded-md border px-3 py-2 text-sm disabled:cursor-not-allowed disabled:opacity-60',
        className,
      )}
      {...props}
    />
  )
}
