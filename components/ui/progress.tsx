import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

type ProgressProps = Omit<ComponentProps<'div'>, 'children'> & {
  /** Null while the progress is unknown: the bar then only shows that work is in progress. */
  value?: number | null
  max?: number
}

/** How far some work has come. `aria-label` names it, and `aria-valuetext` says it in words: "3 of 9 pages". */
export function Progress({ className, value = null, max = 100, ...props }: ProgressProps): JSX.Element {
  const done = value === null ? null : Math.min(Math.max(value, 0), max)
  return (
    <div
      data-slot="progress"
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={done === null ? undefined : max}
      aria-valuenow={done ?? undefined}
      className={clsx('bg-secondary h-2 w-full overflow-hidden rounded-full', className)}
      {...props}
    >
      <div
        data-slot="progress-indicator"
        className={clsx(
          'bg-primary h-full rounded-full',
          done === null ? 'animate-indeterminate w-1/3' : 'transition-[width]',
        )}
        style={done === null ? undefined : { width: `${(done / max) * 100}%` }}
      />
    </div>
  )
}
