import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { countsHref } from '@/lib/search-params/counts'
import { dashboardHref, datasetsApiHref, requestsHref } from '@/lib/search-params/datasets'
import { datasetHref } from '@/lib/search-params/rows'

/** A destination of the command palette. */
export interface Place {
  label: string
  hint: string
  href: string
}

interface Found {
  places: Place[]
  /** Why there are none. */
  problem: string | null
}

const SHOWN = 8

/** Pages and datasets that match the text, and what can be counted in the open dataset. */
export function usePlaces(text: string): Found {
  const asked = text.trim()
  const datasets = useDatasets(asked)
  const id = /^\/datasets\/([^/]+)/.exec(usePathname())?.[1]
  const places = [...(id ? listPlacesOf(id, asked !== '') : []), ...PAGES]
  return {
    places: [...places.filter((place) => isCalled(place, asked)), ...datasets.places],
    problem: datasets.problem,
  }
}

const PAGES: Place[] = [
  { label: 'All datasets', hint: 'page', href: dashboardHref() },
  { label: 'API', hint: 'page', href: '/api-docs' },
]

/** The pages of a dataset. Its columns, which are many, are listed only once something is typed. */
function listPlacesOf(id: string, hasColumns: boolean): Place[] {
  const hint = 'this dataset'
  const columns = DATASET_COLUMNS.map((column) => ({
    label: `Count ${column}`,
    hint,
    href: countsHref(id, { columns: [column] }),
  }))
  return [
    { label: 'Rows', hint, href: datasetHref(id) },
    { label: 'Count values', hint, href: countsHref(id) },
    { label: 'Requests', hint, href: requestsHref(id) },
    ...(hasColumns ? columns : []),
  ]
}

function isCalled({ label }: Place, asked: string): boolean {
  return label.toLowerCase().includes(asked.toLowerCase())
}

/** Datasets that match the text, newest first, debounced. */
function useDatasets(asked: string): Found {
  const [found, setFound] = useState<Found & { asked: string }>({ asked: '', places: [], problem: null })
  useEffect(() => {
    const stop = new AbortController()
    async function look(): Promise<void> {
      const response = await fetch(datasetsApiHref({ q: asked, limit: SHOWN }), { signal: stop.signal })
      if (!response.ok) throw new Error(String(response.status))
      const { datasets } = (await response.json()) as {
        datasets: { id: string; fileName: string; status: string }[]
      }
      const places = datasets.map(({ id, fileName, status }) => ({
        label: fileName,
        hint: status,
        href: datasetHref(id),
      }))
      setFound({ asked, places, problem: null })
    }
    const timer = setTimeout(() => {
      look().catch(() => {
        const problem = 'The datasets could not be loaded. Type again to retry.'
        if (!stop.signal.aborted) setFound({ asked, places: [], problem })
      })
    }, 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [asked])
  // Until the response arrives, only matching earlier results: Enter must not open anything else.
  return found.asked === asked
    ? found
    : { ...found, places: found.places.filter((one) => isCalled(one, asked)) }
}
