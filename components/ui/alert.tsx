import type { ComponentProps, JSX } from 'react'
import { cva, type VariantProps } from 'class-variance-authority'
import { cn } from '@/lib/utils'

const alertVariants = cva('w-full rounded-lg border bg-card px-4 py-3 text-sm', {
  variants: {
    variant: {
      default: 'text-card-foreground',
      destructive: 'border-destructive/40 *:data-[slot=alert-title]:text-destructive',
    },
  },
  defaultVariants: { variant: 'default' },
})

/** A message that stands apart from the content around it. */
export function Alert({
  className,
  variant,
  ...props
}: ComponentProps<'div'> & VariantProps<typeof alertVariants>): JSX.Element {
  return <div data-slot="alert" className={cn(alertVariants({ variant }), className)} {...props} />
}

export function AlertTitle({ className, ...props }: ComponentProps<'h2'>): JSX.Element {
  return <h2 data-slot="alert-title" className={cn('font-medium', className)} {...props} />
}

export function AlertDescription({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div data-slot="alert-description" className={cn('text-muted-foreground mt-1', className)} {...props} />
  )
}
