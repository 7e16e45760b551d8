import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** A framed surface that holds one subject. */
export function Card({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div
      data-slot="card"
      className={cn('bg-card text-card-foreground rounded-lg border p-4 sm:p-5', className)}
      {...props}
    />
  )
}
