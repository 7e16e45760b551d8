'use client'

import { createContext, useContext, useEffect, useState, type JSX, type ReactNode } from 'react'
import { useRouter } from 'next/navigation'
import { followDownloads } from '@/components/follow-downloads'
import { Alert } from '@/components/ui/alert'
import type { ProgressFacts } from '@/lib/datasets/types'

type FactsById = Readonly<Record<string, ProgressFacts>>

const Facts = createContext<FactsById>({})

interface LiveDownloadsProps {
  eventsHref: string
  stateHref: string
  children: ReactNode
}

/** Keeps the progress of all downloads inside it up to date, and reads the page anew when one has ended. */
export function LiveDownloads({ eventsHref, stateHref, children }: LiveDownloadsProps): JSX.Element {
  const router = useRouter()
  const [facts, setFacts] = useState<FactsById>({})
  const [isAway, setIsAway] = useState(false)

  useEffect(
    () =>
      followDownloads(
        { events: eventsHref, state: stateHref },
        {
          onProgress: (id, one) => setFacts((all) => ({ ...all, [id]: one })),
          onChange: () => router.refresh(),
          onAway: setIsAway,
        },
      ),
    [eventsHref, stateHref, router],
  )

  return (
    <Facts value={facts}>
      <div role="status" className="empty:-mb-4">
        {isAway ? (
          <Alert>
            Holocron is being restarted, or cannot be reached. Downloads go on when it is back, and this page
            will say so.
          </Alert>
        ) : null}
      </div>
      {children}
    </Facts>
  )
}

/** What was heard last of a download, if anything. */
export function useProgress(id: string): ProgressFacts | undefined {
  return useContext(Facts)[id]
}
