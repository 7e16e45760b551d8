'use client'

import { useRouter } from 'next/navigation'
import { createContext, type JSX, type ReactNode, useContext, useEffect, useState } from 'react'
import { followDownloads } from '@/components/download/follow-downloads'
import { Alert } from '@/components/ui/alert'
import type { ProgressFacts } from '@/lib/datasets/model/download'

type FactsById = Readonly<Record<string, ProgressFacts>>

const Facts = createContext<FactsById>({})

interface LiveDownloadsProps {
  eventsHref: string
  stateHref: string
  children: ReactNode
}

/** Keeps the progress of the downloads inside it up to date, and refreshes the page when one has ended. */
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
          // The region around it announces it.
          <Alert role={undefined}>
            Holocron is restarting or cannot be reached. Downloads continue when it is back, and this page
            will update.
          </Alert>
        ) : null}
      </div>
      {children}
    </Facts>
  )
}

/** The latest progress of a download, if any. */
export function useProgress(id: string): ProgressFacts | undefined {
  return useContext(Facts)[id]
}
