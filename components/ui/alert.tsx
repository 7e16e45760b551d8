import { cva, type VariantProps } from 'class-variance-authority'
import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

const alertVariants = cva('alert', {
  variants: { variant: { default: '', destructive: 'alert-destructive' } },
  defaultVariants: { variant: 'default' },
})

/** A message that stands apart from the content around it. It is read out as it appears, unless it has another role. */
export function Alert({
  className,
  variant,
  ...props
}: ComponentProps<'div'> & VariantProps<typeof alertVariants>): JSX.Element {
  return <div role="alert" className={clsx(alertVariants({ variant }), className)} {...props} />
}

export function AlertTitle({ className, ...props }: ComponentProps<'h2'>): JSX.Element {
  return <h2 className={clsx('font-medium', className)} {...props} />
}

export function AlertDescription({ className, ...props }: ComponentProps<'div'>): JSX.Element {
  return <div className={clsx('text-muted-foreground mt-1', className)} {...props} />
}
