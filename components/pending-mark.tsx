'use client'

import { useLinkStatus } from 'next/link'
import type { JSX } from 'react'
import { cn } from '@/lib/utils'

/** A dot at the edge of a link (which is `relative`) that pulses while its page is loading. */
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
