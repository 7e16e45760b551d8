import type { ComponentProps, JSX } from 'react'
import { cva, type VariantProps } from 'class-variance-authority'
import { cn } from '@/lib/utils'

const badgeVariants = cva(
  'inline-flex w-fit shrink-0 items-center gap-1 rounded-sm border whitespace-nowrap',
  {
    variants: {
      variant: {
        secondary: 'border-transparent bg-secondary text-secondary-foreground',
        outline: 'border-border text-muted-foreground',
        success: 'border-success/40 text-success',
        warning: 'border-warning/50 bg-warning/10 text-warning',
        destructive: 'border-destructive/40 text-destructive',
        running: 'border-primary/40 bg-primary/10 text-primary',
      },
      size: { default: 'px-1.5 py-0.5 text-xs font-medium', sm: 'px-0.5 text-[11px]' },
    },
    defaultVariants: { variant: 'secondary', size: 'default' },
  },
)

export type BadgeProps = ComponentProps<'span'> & VariantProps<typeof badgeVariants>

/** A word or two that marks what it stands beside. */
export function Badge({ className, variant, size, ...props }: BadgeProps): JSX.Element {
  return <span data-slot="badge" className={cn(badgeVariants({ variant, size }), className)} {...props} />
}
