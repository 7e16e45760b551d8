import type { ComponentProps, JSX } from 'react'
import { cn } from '@/lib/utils'

/** The browser's own select, which works without JavaScript, in the look of the other controls. */
export function NativeSelect({ className, ...props }: ComponentProps<'select'>): JSX.Element {
  return (
    <div
      data-slot="native-select-wrapper"
      className="chevron after:text-muted-foreground relative after:pointer-events-none after:absolute after:top-3 after:right-4"
    >
      <select
        data-slot="native-select"
        className={cn(
          'border-input bg-card text-card-foreground h-9 w-full appearance-none rounded-md border pr-9 pl-3 text-sm disabled:opacity-60',
          className,
        )}
        {...props}
      />
    </div>
  )
}

export function NativeSelectOptGroup(props: ComponentProps<'optgroup'>): JSX.Element {
  return <optgroup data-slot="native-select-optgroup" {...props} />
}

export function NativeSelectOption(props: ComponentProps<'option'>): JSX.Element {
  return <option data-slot="native-select-option" {...props} />
}
