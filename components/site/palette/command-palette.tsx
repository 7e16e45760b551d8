'use client'

import { useTheme } from 'next-themes'
import { useRouter } from 'next/navigation'
import { useState, type JSX, type KeyboardEvent } from 'react'
import { Dialog } from '@/components/site/dialog'
import { keyOf, type Place } from '@/components/site/palette/place'
import { usePlaces } from '@/components/site/palette/use-places'
import { formatQuantity } from '@/lib/format'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'

/** Goes to a page, a value or a dataset, or does something with the view: type a part, choose with the arrows, Enter. */
export default function CommandPalette({ onClose }: { onClose: () => void }): JSX.Element {
  const router = useRouter()
  const { setTheme } = useTheme()
  const [text, setText] = useState('')
  /** The key of the place chosen with arrows or mouse: results that arrive later do not change it. */
  const [chosen, setChosen] = useState<string | null>(null)
  const { places, problem, isSearching } = usePlaces(text)
  const active = Math.max(
    places.findIndex((place) => keyOf(place) === chosen),
    0,
  )

  function go(place: Place | undefined): void {
    if (!place) return
    onClose()
    if ('href' in place) router.push(place.href)
    else if ('theme' in place) setTheme(place.theme)
    // After the dialog has closed and restored the focus: the URL may say what to focus instead.
    else setTimeout(() => window.location.assign(place.file))
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const next = step && places[(active + step + places.length) % places.length]
    if (event.key === 'Enter') go(places[active])
    else if (next) setChosen(keyOf(next))
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
        aria-label="Page, value, dataset or action"
        placeholder="Page, value, dataset or action"
        value={text}
        maxLength={MAX_VALUE_LENGTH}
        onChange={({ target }) => {
          setText(target.value)
          setChosen(null)
        }}
        onKeyDown={press}
        className="h-12 w-full border-b bg-transparent px-4 outline-none"
      />
      <ul
        id="places"
        role="listbox"
        aria-label="Results"
        aria-busy={isSearching}
        className="max-h-[50vh] overflow-y-auto p-2"
      >
        {places.map((place, index) => (
          <li
            key={keyOf(place)}
            id={`place-${index}`}
            ref={index === active ? showWhole : undefined}
            role="option"
            aria-selected={index === active}
            onClick={() => go(place)}
            onMouseMove={() => setChosen(keyOf(place))}
            className="aria-selected:bg-accent flex cursor-pointer justify-between gap-4 rounded-md px-3 py-2 text-sm"
          >
            <span className="min-w-0 wrap-anywhere">{place.label}</span>
            <span className="text-muted-foreground min-w-0 truncate max-sm:hidden">{place.hint}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="text-muted-foreground border-t px-5 py-3 text-xs">
        {problem ?? describeState(places.length, isSearching)}
      </p>
    </Dialog>
  )
}

function describeState(count: number, isSearching: boolean): string {
  if (count === 0) return isSearching ? 'Searching…' : 'No matches.'
  const results = formatQuantity(count, 'result')
  return isSearching
    ? `${results} so far, searching for more…`
    : `${results}. Choose with the arrow keys, open with Enter.`
}

/** Scrolls the list to the active option if it is not visible. */
function showWhole(option: HTMLElement | null): void {
  option?.scrollIntoView?.({ block: 'nearest' })
}
