import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import { findDatasets } from '@/components/site/palette/find-datasets'
import { findValues, VALUE_FROM } from '@/components/site/palette/find-values'
import { listPlaces, readDatasetId } from '@/components/site/palette/list-places'
import { type Found, isCalled, type Place } from '@/components/site/palette/place'

/** Longer than the pause between two keys. */
const DEBOUNCE_MS = 180

/** Everything that the text may mean: pages and actions at once, values and datasets as the server finds them. */
export function usePlaces(text: string): Found & { isSearching: boolean } {
  const typed = text.trim()
  const pathname = usePathname()
  const known = listPlaces(typed, pathname)
  const { places, problem, isSearching } = useFound(typed, readDatasetId(pathname))
  return { places: [...known, ...places], problem, isSearching }
}

/** What the server finds. It arrives together and last, so that nothing moves under the visitor's choice twice. */
function useFound(typed: string, id: string | null): Found & { isSearching: boolean } {
  const [found, setFound] = useState<Found & { typed: string | null }>({
    typed: null,
    places: [],
    problem: null,
  })
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      void find(typed, id, stop.signal).then((result) => {
        if (!stop.signal.aborted) setFound({ typed, ...result })
      })
    }, DEBOUNCE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [typed, id])
  if (found.typed === typed) return { ...found, isSearching: false }
  // Until the response arrives, only matching earlier results: Enter must not open anything else.
  const places = found.places.filter((one) => isCalled(one, typed))
  return { places, problem: null, isSearching: true }
}

async function find(typed: string, id: string | null, signal: AbortSignal): Promise<Found> {
  const asksValues = id !== null && typed.length >= VALUE_FROM
  const [values, datasets] = await Promise.allSettled([
    asksValues ? findValues(id, typed, signal) : [],
    findDatasets(typed, signal),
  ])
  const problems = [
    ...(values.status === 'rejected' ? ['The values could not be searched.'] : []),
    ...(datasets.status === 'rejected' ? ['The datasets could not be loaded.'] : []),
  ]
  return {
    places: [...settled(values), ...settled(datasets)],
    problem: problems.length > 0 ? `${problems.join(' ')} Type again to retry.` : null,
  }
}

function settled(result: PromiseSettledResult<Place[]>): Place[] {
  return result.status === 'fulfilled' ? result.value : []
}
