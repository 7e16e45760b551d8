import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** The browser's own checkbox, so that forms work without JavaScript. */
export function NativeCheckbox({ className, ...props }: Omit<ComponentProps<'input'>, 'type'>): JSX.Element {
  return (
    <input
      type="checkbox"
      data-slot="native-checkbox"
      className={cn('accent-primary size-4 shrink-0', className)}
      {...props}
    />
  )
}
