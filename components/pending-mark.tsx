'use client'

import type { JSX } from 'react'
import { useLinkStatus } from 'next/link'
import { cn } from '@/lib/utils'

/** A dot at the edge of a link (which is `relative`) that pulses while the page behind it is on its way. */
export function PendingMark(): JSX.Element {
  const { pending } = useLinkStatus()
  return (
    <span
      aria-hidden
      className={cn(
        'absolute right-1.5 size-1.5 rounded-full bg-current',
        pending ? 'animate-pulse' : 'opacity-0',
      )}
    />
  )
}
