'use client'

import { clsx } from 'clsx'
import { useLinkStatus } from 'next/link'
import type { JSX } from 'react'

/** A dot at the edge of a link (which is `relative`) that pulses while its page is loading. */
export function PendingMark(): JSX.Element {
  const { pending } = useLinkStatus()
  return <span aria-hidden className={clsx('pending-mark', pending && 'animate-pulse opacity-100')} />
}
