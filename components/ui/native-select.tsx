import type { ComponentProps, JSX } from 'react'
import { ChevronDown } from 'lucide-react'
import { cn } from '@/lib/utils'

/** The browser's own select, which works without JavaScript, in the look of the other controls. */
export function NativeSelect({ className, ...props }: ComponentProps<'select'>): JSX.Element {
  return (
    <div data-slot="native-select-wrapper" className="relative">
      <select
        data-slot="native-select"
        className={cn(
          'border-input bg-card text-card-foreground h-10 w-full appearance-none rounded-md border pr-9 pl-3 text-sm disabled:opacity-60',
          className,
        )}
        {...props}
      />
      <ChevronDown
        aria-hidden
        data-slot="native-select-icon"
        className="text-muted-foreground pointer-events-none absolute top-3 right-3 size-4"
      />
    </div>
  )
}

export function NativeSelectOption(props: ComponentProps<'option'>): JSX.Element {
  return <option data-slot="native-select-option" {...props} />
}
