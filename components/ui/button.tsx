import { Slot } from '@radix-ui/react-slot'
import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** The look of a button, for links that should have it too. */
export const buttonVariants = cva(
  "inline-flex shrink-0 cursor-pointer items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-60 [&_svg]:pointer-events-none [&_svg]:shrink-0 [&_svg:not([class*='size-'])]:size-4",
  {
    variants: {
      variant: {
        default: 'bg-primary text-primary-foreground hover:bg-primary/90',
        destructive: 'bg-destructive text-destructive-foreground hover:bg-destructive/90',
        outline: 'border border-input bg-card text-foreground hover:bg-accent hover:text-accent-foreground',
        secondary: 'bg-secondary text-secondary-foreground hover:bg-secondary/80',
        ghost: 'hover:bg-accent hover:text-accent-foreground',
        link: 'text-primary underline-offset-4 hover:underline',
      },
      size: {
        default: 'h-9 px-3 text-sm sm:px-4',
        sm: 'h-8 px-3 text-sm',
        lg: 'h-12 px-6 text-base',
        icon: 'size-9 text-sm',
        'icon-sm': 'size-8 text-sm',
        'icon-lg': 'size-12 text-base',
      },
    },
    defaultVariants: { variant: 'default', size: 'default' },
  },
)

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonVariants> & {
    /** Gives its look to the one child, a link for instance, in place of a button. */
    asChild?: boolean
  }

/** Something to press. */
export function Button({ className, variant, size, asChild = false, ...props }: ButtonProps): JSX.Element {
  const Pressed = asChild ? Slot : 'button'
  return (
    <Pressed data-slot="button" className={cn(buttonVariants({ variant, size }), className)} {...props} />
  )
}
