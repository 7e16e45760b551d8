'use client'

import { useEffect, useRef, type ComponentProps, type JSX, type KeyboardEvent, type ReactNode } from 'react'
import { cn } from '@/lib/utils'

type DisclosureProps = ComponentProps<'details'> & {
  /** What stands on it, open or closed. */
  label: ReactNode
  /** Where its panel lies and how wide it is, from `lg` on, and its padding. */
  panelClassName?: string
}

/**
 * A panel that opens over the page, below a button: the browser's own, which needs no JavaScript. Of those with the same
 * `name` one is open at a time. With JavaScript, Escape, a form sent from it, and whatever happens elsewhere close it.
 */
export function Disclosure(props: DisclosureProps): JSX.Element {
  const { label, className, panelClassName = 'p-4 lg:left-0 lg:w-96', children, ...rest } = props
  const details = useRef<HTMLDetailsElement>(null)

  useEffect(() => {
    const closeFor = ({ target }: Event): void => {
      if (target instanceof Node && !details.current?.contains(target)) close(details.current)
    }
    document.addEventListener('pointerdown', closeFor)
    document.addEventListener('focusin', closeFor)
    return () => {
      document.removeEventListener('pointerdown', closeFor)
      document.removeEventListener('focusin', closeFor)
    }
  }, [])

  function goBack(): void {
    if (!details.current?.open) return
    close(details.current)
    details.current.querySelector('summary')?.focus()
  }

  return (
    <details
      ref={details}
      data-slot="disclosure"
      onKeyDown={({ key }: KeyboardEvent) => (key === 'Escape' ? goBack() : undefined)}
      onSubmit={goBack}
      // Narrow: the panel is as wide as the page. Wide: it hangs on its button.
      className={cn('group max-w-full lg:relative', className)}
      {...rest}
    >
      <summary className="border-input bg-card hover:bg-accent hover:text-accent-foreground chevron inline-flex h-9 max-w-full cursor-pointer list-none items-center gap-1.5 rounded-md border px-2.5 text-sm font-medium select-none group-open:after:-scale-y-100 sm:gap-2 sm:px-3 [&::-webkit-details-marker]:hidden">
        <span className="truncate">{label}</span>
      </summary>
      <div
        className={cn(
          'bg-card absolute inset-x-4 z-20 mt-2 rounded-lg border shadow-lg sm:inset-x-6 lg:inset-x-auto',
          panelClassName,
        )}
      >
        {children}
      </div>
    </details>
  )
}

function close(details: HTMLDetailsElement | null): void {
  if (details) details.open = false
}
