'use client'

import { lazy } from 'react'

/** Loaded only where a download runs: most pages are looked at when none does. */
export const LiveDownloads = lazy(async () => ({
  default: (await import('@/components/download/live-downloads')).LiveDownloads,
}))

export const LiveProgress = lazy(async () => ({
  default: (await import('@/components/download/live-progress')).LiveProgress,
}))
