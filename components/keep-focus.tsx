'use client'

import { type JSX, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'

interface KeepFocusProps {
  className?: string
  children: ReactNode
}

/**
 * A group of links, each of which removes itself. The focus then moves to the next one; after the last one, to the first
 * menu of the tools before the group.
 */
export function KeepFocus({ className, children }: KeepFocusProps): JSX.Element {
  const group = useRef<HTMLDivElement>(null)
  /** The position of the link that was used last. */
  const used = useRef(-1)

  useLayoutEffect(() => {
    const links = [...(group.current?.querySelectorAll('a') ?? [])]
    if (used.current < 0 || group.current?.contains(document.activeElement)) return
    if (document.activeElement === document.body)
      links[Math.min(used.current, links.length - 1)]?.focus(QUIETLY)
  })

  useEffect(() => {
    const tools = group.current?.previousElementSibling
    return () => {
      if (used.current < 0) return
      // Once the group is gone: until then, it still has the focus.
      setTimeout(() => {
        if (document.activeElement === document.body) tools?.querySelector('summary')?.focus(QUIETLY)
      })
    }
  }, [])

  return (
    <div
      ref={group}
      className={className}
      onClick={({ target }) => {
        const link = target instanceof Element ? target.closest('a') : null
        if (link) used.current = [...(group.current?.querySelectorAll('a') ?? [])].indexOf(link)
      }}
    >
      {children}
    </div>
  )
}

/** The page stays where it is. */
const QUIETLY = { preventScroll: true }
