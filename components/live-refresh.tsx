'use client'

import { useEffect, useTransition } from 'react'
import { useRouter } from 'next/navigation'

/** Reads the page anew every second while its tab is visible. Render it only while something is running. */
export function LiveRefresh({ everyMs = 1000 }: { everyMs?: number }): null {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()

  useEffect(() => {
    if (isPending) return // a slow answer is waited for, never overtaken

    function refresh(): void {
      if (document.visibilityState === 'visible') startTransition(() => router.refresh())
    }
    const timer = setInterval(refresh, everyMs)
    document.addEventListener('visibilitychange', refresh)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', refresh)
    }
  }, [everyMs, isPending, router])

  return null
}
