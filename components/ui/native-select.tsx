import { clsx } from 'clsx'
import type { ComponentProps, JSX } from 'react'

/** The browser's own select, which works without JavaScript, in the look of the other controls. */
export function NativeSelect({ className, ...props }: ComponentProps<'select'>): JSX.Element {
  return (
    <div className="select">
      <select className={clsx('field', className)} {...props} />
    </div>
  )
}

export function NativeSelectOptGroup(props: ComponentProps<'optgroup'>): JSX.Element {
  return <optgroup {...props} />
}

export function NativeSelectOption(props: ComponentProps<'option'>): JSX.Element {
  return <option {...props} />
}
