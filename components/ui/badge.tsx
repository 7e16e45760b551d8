import { Slot } from '@radix-ui/react-slot'
import { cva, type VariantProps } from 'class-variance-authority'
import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

export const badgeVariants = cva('badge', {
  variants: {
    variant: {
      default: 'badge-primary',
      secondary: 'badge-secondary',
      destructive: 'badge-destructive',
      outline: 'badge-outline',
      success: 'badge-success',
      warning: 'badge-warning',
      failure: 'badge-failure',
      running: 'badge-running',
    },
    size: { default: 'badge-md', sm: 'badge-sm' },
  },
  defaultVariants: { variant: 'default', size: 'default' },
})

export type BadgeProps = ComponentProps<'span'> &
  VariantProps<typeof badgeVariants> & {
    /** Gives its look to the one child, a link for instance, in place of a span. */
    asChild?: boolean
  }

/** A word or two that marks what it stands beside. */
export function Badge({ className, variant, size, asChild = false, ...props }: BadgeProps): JSX.Element {
  const Mark = asChild ? Slot : 'span'
  return <Mark className={clsx(badgeVariants({ variant, size }), className)} {...props} />
}
