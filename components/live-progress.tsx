'use client'

import { useEffect, useState, type JSX } from 'react'
import { useRouter } from 'next/navigation'
import { LiveRefresh } from '@/components/live-refresh'
import { ProgressView } from '@/components/progress-view'
import type { ProgressFacts } from '@/lib/datasets/types'

interface LiveProgressProps {
  /** Where the server sends events. */
  eventsHref: string
  fileName: string
  /** As it was when the page was made. */
  initial: ProgressFacts
}

/**
 * The progress of a download as the server sends it, and the page anew when it has ended. Where events do not come
 * through, the page is read again and again instead.
 */
export function LiveProgress({ eventsHref, fileName, initial }: LiveProgressProps): JSX.Element {
  const router = useRouter()
  const [facts, setFacts] = useState<ProgressFacts | null>(null)
  const [isCut, setIsCut] = useState(false)

  useEffect(() => {
    let events: EventSource | undefined
    // Browsers allow few connections to a host: a hidden tab keeps none.
    function connect(): void {
      events?.close()
      if (document.visibilityState !== 'visible') return
      events = new EventSource(eventsHref)
      events.addEventListener('progress', ({ data }) => setFacts(JSON.parse(String(data)) as ProgressFacts))
      events.addEventListener('end', () => {
        events?.close()
        router.refresh()
      })
      events.addEventListener('error', () => setIsCut(events?.readyState === EventSource.CLOSED))
    }
    connect()
    document.addEventListener('visibilitychange', connect)
    return () => {
      events?.close()
      document.removeEventListener('visibilitychange', connect)
    }
  }, [eventsHref, router])

  return (
    <>
      <ProgressView fileName={fileName} facts={isCut ? initial : (facts ?? initial)} />
      {isCut ? <LiveRefresh /> : null}
    </>
  )
}
