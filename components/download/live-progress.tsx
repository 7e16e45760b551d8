'use client'

import type { JSX } from 'react'
import { useProgress } from '@/components/download/live-downloads'
import { ProgressView } from '@/components/download/progress-view'
import type { ProgressFacts } from '@/lib/datasets/model/download'

interface LiveProgressProps {
  id: string
  fileName: string
  /** The progress when the page was rendered. */
  initial: ProgressFacts
}

/** The live progress of a download. */
export function LiveProgress({ id, fileName, initial }: LiveProgressProps): JSX.Element {
  return <ProgressView fileName={fileName} facts={useProgress(id) ?? initial} />
}
