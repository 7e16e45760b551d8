import type { ComponentProps, JSX } from 'react'

/** The browser's own checkbox, so that forms work without JavaScript, with an edge that is seen in the dark. */
export function NativeCheckbox(props: Omit<ComponentProps<'input'>, 'type'>): JSX.Element {
  return <input type="checkbox" {...props} />
}
