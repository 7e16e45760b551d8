'use client'

import type { JSX } from 'react'
import { useProgress } from '@/components/live-downloads'
import { ProgressView } from '@/components/progress-view'
import type { ProgressFacts } from '@/lib/datasets/types'

interface LiveProgressProps {
  id: string
  fileName: string
  /** As it was when the page was made. */
  initial: ProgressFacts
}

/** The progress of a download, as it comes. */
export function LiveProgress({ id, fileName, initial }: LiveProgressProps): JSX.Element {
  return <ProgressView fileName={fileName} facts={useProgress(id) ?? initial} />
}
