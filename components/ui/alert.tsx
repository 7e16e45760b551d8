import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** With an icon as its first child, all else stands to the right of it. */
const alertVariants = cva(
  'w-full rounded-lg border bg-card px-4 py-3 text-sm has-[>svg]:grid has-[>svg]:grid-cols-[1rem_1fr] has-[>svg]:gap-x-3 [&>svg]:row-start-1 [&>svg]:size-4 [&>svg]:translate-y-0.5 [&>svg~*]:col-start-2',
  {
    variants: {
      variant: {
        default: 'text-card-foreground',
        destructive:
          'border-destructive/40 *:data-[slot=alert-title]:text-destructive [&>svg]:text-destructive',
      },
    },
    defaultVariants: { variant: 'default' },
  },
)

/** A message that stands apart from the content around it. It is read out as it appears, unless it has another role. */
export function Alert({
  className,
  variant,
  ...props
}: ComponentProps<'div'> & VariantProps<typeof alertVariants>): JSX.Element {
  return (
    <div data-slot="alert" role="alert" className={cn(alertVariants({ variant }), className)} {...props} />
  )
}

export function AlertTitle({ className, ...props }: ComponentProps<'h2'>): JSX.Element {
  return <h2 data-slot="alert-title" className={cn('font-medium', className)} {...props} />
}

export function AlertDescription({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return (
    <div data-slot="alert-description" className={cn('text-muted-foreground mt-1', className)} {...props} />
  )
}
