import { Slot } from '@radix-ui/react-slot'
import { cva, type VariantProps } from 'class-variance-authority'
import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

/** The look of a button (app/controls.css), for links that should have it too. */
export const buttonVariants = cva('button', {
  variants: {
    variant: {
      default: 'button-primary',
      destructive: 'button-destructive',
      outline: 'button-outline',
      secondary: 'button-secondary',
      ghost: 'button-ghost',
      link: 'button-link',
    },
    size: {
      default: 'button-md',
      sm: 'button-sm',
      lg: 'button-lg',
      icon: 'button-icon',
      'icon-sm': 'button-icon-sm',
      'icon-lg': 'button-icon-lg',
    },
  },
  defaultVariants: { variant: 'default', size: 'default' },
})

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonVariants> & {
    /** Gives its look to the one child, a link for instance, in place of a button. */
    asChild?: boolean
  }

/** Something to press. */
export function Button({ className, variant, size, asChild = false, ...props }: ButtonProps): JSX.Element {
  const Pressed = asChild ? Slot : 'button'
  return <Pressed className={clsx(buttonVariants({ variant, size }), className)} {...props} />
}
