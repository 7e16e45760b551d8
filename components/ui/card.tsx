import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** A framed surface that holds one subject. Its parts keep to its sides, so that one of them may also fill its width. */
export function Card({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div
      data-slot="card"
      className={cn(
        'bg-card text-card-foreground flex flex-col gap-4 rounded-lg border py-4 sm:gap-5 sm:py-5',
        className,
      )}
      {...props}
    />
  )
}

/** Title and description, with an action to their right. */
export function CardHeader({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div
      data-slot="card-header"
      className={cn(
        'grid auto-rows-min items-start gap-1.5 px-4 has-data-[slot=card-action]:grid-cols-[1fr_auto] sm:px-5 [.border-b]:pb-4 sm:[.border-b]:pb-5',
        className,
      )}
      {...props}
    />
  )
}

export function CardTitle({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return <div data-slot="card-title" className={cn('leading-none font-semibold', className)} {...props} />
}

export function CardDescription({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div data-slot="card-description" className={cn('text-muted-foreground text-sm', className)} {...props} />
  )
}

export function CardAction({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div
      data-slot="card-action"
      className={cn('col-start-2 row-span-2 row-start-1 justify-self-end', className)}
      {...props}
    />
  )
}

export function CardContent({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return <div data-slot="card-content" className={cn('px-4 sm:px-5', className)} {...props} />
}

export function CardFooter({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div
      data-slot="card-footer"
      className={cn('flex items-center px-4 sm:px-5 [.border-t]:pt-4 sm:[.border-t]:pt-5', className)}
      {...props}
    />
  )
}
