import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** The browser's own checkbox, so that forms work without JavaScript, with an edge that is seen in the dark. */
export function NativeCheckbox({ className, ...props }: Omit<ComponentProps<'input'>, 'type'>): JSX.Element {
  return (
    <input
      type="checkbox"
      data-slot="native-checkbox"
      className={cn('checkbox size-4 shrink-0', className)}
      {...props}
    />
  )
}
