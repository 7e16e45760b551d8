'use client'

import { useEffect, useState, type JSX, type KeyboardEvent } from 'react'
import { usePathname, useRouter } from 'next/navigation'
import { Dialog } from '@/components/dialog'
import { countsHref, dashboardHref, datasetHref, datasetsApiHref, requestsHref } from '@/lib/search-params'

interface Place {
  label: string
  hint: string
  href: string
}

const SHOWN = 8

/** Goes to a page or a dataset: type a part of its name, choose with the arrows, Enter. */
export default function CommandPalette({ onClose }: { onClose: () => void }): JSX.Element {
  const router = useRouter()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const datasets = useDatasets(text)
  const pages = usePages().filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase()))
  const places = [...pages, ...datasets.places]

  function go(place: Place | undefined): void {
    if (!place) return
    onClose()
    router.push(place.href)
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') go(places[active])
    else if (step && places.length > 0) setActive((active + step + places.length) % places.length)
    else return
    event.preventDefault()
  }

  return (
    <Dialog label="Go to" onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="places"
        aria-activedescendant={places[active] ? `place-${active}` : undefined}
        aria-label="Page or dataset"
        placeholder="Page or dataset"
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          setActive(0)
        }}
        onKeyDown={press}
        className="h-12 w-full border-b bg-transparent px-4 outline-none"
      />
      <ul id="places" role="listbox" aria-label="Places" className="max-h-[50vh] overflow-y-auto p-2">
        {places.map((place, index) => (
          <li
            key={place.href}
            id={`place-${index}`}
            role="option"
            aria-selected={index === active}
            onClick={() => go(place)}
            onMouseMove={() => setActive(index)}
            className="aria-selected:bg-accent flex cursor-pointer justify-between gap-4 rounded-md px-3 py-2 text-sm"
          >
            <span className="min-w-0 truncate">{place.label}</span>
            <span className="text-muted-foreground shrink-0">{place.hint}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="text-muted-foreground px-5 pb-3 text-xs">
        {datasets.problem ??
          (places.length === 0 ? 'Nothing is called that.' : 'Arrows choose, Enter goes there.')}
      </p>
    </Dialog>
  )
}

/** The pages of the site, and those of the dataset that is open. */
function usePages(): Place[] {
  const id = /^\/datasets\/([^/]+)/.exec(usePathname())?.[1]
  const here: Place[] = id
    ? [
        { label: 'Rows', hint: 'this dataset', href: datasetHref(id) },
        { label: 'Count values', hint: 'this dataset', href: countsHref(id) },
        { label: 'Requests', hint: 'this dataset', href: requestsHref(id) },
      ]
    : []
  return [
    ...here,
    { label: 'All datasets', hint: 'page', href: dashboardHref() },
    { label: 'API', hint: 'page', href: '/api-docs' },
  ]
}

/** Datasets by a part of their name, newest first, a moment after the last key. */
function useDatasets(text: string): { places: Place[]; problem: string | null } {
  const [found, setFound] = useState<{ places: Place[]; problem: string | null }>({
    places: [],
    problem: null,
  })
  useEffect(() => {
    const stop = new AbortController()
    async function look(): Promise<void> {
      const response = await fetch(datasetsApiHref({ q: text.trim(), limit: SHOWN }), { signal: stop.signal })
      if (!response.ok) throw new Error(String(response.status))
      const { datasets } = (await response.json()) as {
        datasets: { id: string; fileName: string; status: string }[]
      }
      const places = datasets.map(({ id, fileName, status }) => ({
        label: fileName,
        hint: status,
        href: datasetHref(id),
      }))
      setFound({ places, problem: null })
    }
    const timer = setTimeout(() => {
      look().catch(() => {
        if (!stop.signal.aborted)
          setFound({ places: [], problem: 'The datasets could not be looked up. Type again to retry.' })
      })
    }, 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  return found
}
