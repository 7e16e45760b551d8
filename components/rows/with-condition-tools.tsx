'use client'

import { type JSX, type ReactNode, useState } from 'react'
import type { ConditionTools, ConditionToolsProps } from '@/components/facets/condition-tools'

/**
 * The fields of a form for a condition. What JavaScript adds to them is loaded when the pointer or the focus first
 * reaches them; until then, and without it, the form is a plain GET.
 */
export function WithConditionTools({
  children,
  ...props
}: ConditionToolsProps & { children: ReactNode }): JSX.Element {
  const [Loaded, setLoaded] = useState<{ Tools: typeof ConditionTools } | null>(null)
  const load = (): void =>
    void import('@/components/facets/condition-tools').then(({ ConditionTools: Tools }) =>
      setLoaded({ Tools }),
    )
  return (
    <div className="contents" onPointerOver={Loaded ? undefined : load} onFocus={Loaded ? undefined : load}>
      {children}
      {Loaded ? <Loaded.Tools {...props} /> : null}
    </div>
  )
}
