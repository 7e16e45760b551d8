import type { ComponentProps, JSX, ReactNode } from 'react'
import { ChevronDown } from 'lucide-react'
import { cn } from '@/lib/utils'

type DisclosureProps = ComponentProps<'details'> & {
  /** What stands on it, open or closed. */
  label: ReactNode
}

/**
 * A panel that opens below a button: the browser's own, which needs no JavaScript. Of those with the same `name` one is
 * open at a time. In a wrapping row an open one takes a line of its own.
 */
export function Disclosure({ label, className, children, ...props }: DisclosureProps): JSX.Element {
  return (
    <details
      data-slot="disclosure"
      className={cn('group max-w-full open:order-last open:basis-full', className)}
      {...props}
    >
      <summary className="border-input bg-card hover:bg-accent hover:text-accent-foreground inline-flex h-10 max-w-full cursor-pointer list-none items-center gap-2 rounded-md border px-4 text-sm font-medium select-none [&::-webkit-details-marker]:hidden">
        <span className="truncate">{label}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 transition-transform group-open:rotate-180" />
      </summary>
      <div className="bg-card mt-2 rounded-lg border p-4">{children}</div>
    </details>
  )
}
