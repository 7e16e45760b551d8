import { Slot } from '@radix-ui/react-slot'
import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

export const badgeVariants = cva(
  'inline-flex w-fit shrink-0 items-center justify-center gap-1 rounded-sm border whitespace-nowrap [&>svg]:pointer-events-none [&>svg]:size-3',
  {
    variants: {
      variant: {
        default: 'border-transparent bg-primary text-primary-foreground [a&]:hover:bg-primary/90',
        secondary: 'border-transparent bg-secondary text-secondary-foreground [a&]:hover:bg-secondary/80',
        destructive:
          'border-transparent bg-destructive text-destructive-foreground [a&]:hover:bg-destructive/90',
        outline: 'border-border text-muted-foreground [a&]:hover:bg-accent',
        success: 'border-success/40 text-success',
        warning: 'border-warning/50 bg-warning/10 text-warning',
        failure: 'border-destructive/40 text-destructive',
        running: 'border-primary/40 bg-primary/10 text-primary',
      },
      size: { default: 'px-1.5 py-0.5 text-xs font-medium', sm: 'px-0.5 text-[11px]' },
    },
    defaultVariants: { variant: 'default', size: 'default' },
  },
)

export type BadgeProps = ComponentProps<'span'> &
  VariantProps<typeof badgeVariants> & {
    /** Gives its look to the one child, a link for instance, in place of a span. */
    asChild?: boolean
  }

/** A word or two that marks what it stands beside. */
export function Badge({ className, variant, size, asChild = false, ...props }: BadgeProps): JSX.Element {
  const Mark = asChild ? Slot : 'span'
  return <Mark data-slot="badge" className={cn(badgeVariants({ variant, size }), className)} {...props} />
}
