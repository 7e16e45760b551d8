'use client'

import { type ComponentProps, type JSX, lazy } from 'react'

/** Loaded only where a download runs: most pages are looked at when none does. */
const Downloads = lazy(async () => ({
  default: (await import('@/components/download/live-downloads')).LiveDownloads,
}))

const Progress = lazy(async () => ({
  default: (await import('@/components/download/live-progress')).LiveProgress,
}))

// Functions, because a server component takes what a client module exports for lazy already.
export function LiveDownloads(props: ComponentProps<typeof Downloads>): JSX.Element {
  return <Downloads {...props} />
}

export function LiveProgress(props: ComponentProps<typeof Progress>): JSX.Element {
  return <Progress {...props} />
}
