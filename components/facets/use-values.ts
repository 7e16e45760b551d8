import { useEffect, useState } from 'react'
import { type ColumnValues, readValues, type ValuesQuery } from '@/components/facets/read-values'

/** How long typing must pause before the server is asked, in milliseconds. */
const PAUSE_MS = 200

interface Values {
  /** The last answer, for as long as there is no newer one. */
  found: ColumnValues | null
  /** Why the last question was not answered, as a sentence. */
  problem: string | null
  isWaiting: boolean
  retry: () => void
}

interface Answer extends Pick<Values, 'found' | 'problem'> {
  /** What was asked. */
  key: string
}

/** The values of a column that contain a text. Earlier answers stay while one is typing. */
export function useValues(query: ValuesQuery): Values {
  const [answer, setAnswer] = useState<Answer>({ key: '', found: null, problem: null })
  const [tries, setTries] = useState(0)
  const key = JSON.stringify([query, tries])

  useEffect(() => {
    const [asked] = JSON.parse(key) as [ValuesQuery]
    const stop = new AbortController()
    const ask = (): void =>
      void readValues(asked, stop.signal).then(
        (found) => setAnswer({ key, found, problem: null }),
        (error: unknown) => {
          if (stop.signal.aborted) return
          setAnswer({ key, found: null, problem: error instanceof Error ? error.message : String(error) })
        },
      )
    const timer = setTimeout(ask, asked.search === '' ? 0 : PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [key])

  const isWaiting = answer.key !== key
  const problem = isWaiting ? null : answer.problem
  return { found: answer.found, problem, isWaiting, retry: () => setTries(tries + 1) }
}
