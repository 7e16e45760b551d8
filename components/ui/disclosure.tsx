'use client'

import { clsx } from 'clsx'
import { useEffect, useRef, type ComponentProps, type JSX, type KeyboardEvent, type ReactNode } from 'react'

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
      onKeyDown={({ key }: KeyboardEvent) => (key === 'Escape' ? goBack() : undefined)}
      onSubmit={goBack}
      className={clsx('disclosure', className)}
      {...rest}
    >
      <summary>
        <span>{label}</span>
      </summary>
      <div className={panelClassName}>{children}</div>
    </details>
  )
}

function close(details: HTMLDetailsElement | null): void {
  if (details) details.open = false
}
