import { clsx } from 'clsx'
import type { JSX, ReactNode } from 'react'

/** A name and its value, inside a definition list. */
export function Fact(props: { name: string; className?: string; children: ReactNode }): JSX.Element {
  return (
    <div className={clsx('min-w-0', props.className)}>
      <dt className="text-muted-foreground text-xs">{props.name}</dt>
      <dd className="mt-0.5 text-sm break-words tabular-nums">{props.children}</dd>
    </div>
  )
}
