import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

type ProgressProps = Omit<ComponentProps<'div'>, 'children'> & {
  value: number
  /** Null when nobody knows yet how much there is: the bar then only shows that work goes on. */
  max: number | null
  /** Names the bar for screen readers. */
  label: string
  /** Says the progress in words: "3 of 9 pages". */
  valueText: string
}

/** How far some work has come. */
export function Progress({ className, value, max, label, valueText, ...props }: ProgressProps): JSX.Element {
  const known = max !== null && max > 0 ? { max, value: Math.min(value, max) } : null
  return (
    <div
      data-slot="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={known?.max}
      aria-valuenow={known?.value}
      aria-valuetext={valueText}
      className={cn('bg-secondary h-2 w-full overflow-hidden rounded-full', className)}
      {...props}
    >
      <div
        data-slot="progress-indicator"
        className={cn(
          'bg-primary h-full rounded-full',
          known ? 'transition-[width]' : 'animate-indeterminate w-1/3',
        )}
        style={known ? { width: `${(known.value / known.max) * 100}%` } : undefined}
      />
    </div>
  )
}
