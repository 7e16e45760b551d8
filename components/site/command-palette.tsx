'use client'

import { useRouter } from 'next/navigation'
import { useState, type JSX, type KeyboardEvent } from 'react'
import { Dialog } from '@/components/site/dialog'
import { usePlaces, type Place } from '@/components/site/palette-places'

/** Goes to a page, a dataset or a column's counts: type part of its name, choose with the arrows, Enter. */
export default function CommandPalette({ onClose }: { onClose: () => void }): JSX.Element {
  const router = useRouter()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const { places, problem } = usePlaces(text)

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
      <ul id="places" role="listbox" aria-label="Results" className="max-h-[50vh] overflow-y-auto p-2">
        {places.map((place, index) => (
          <li
            key={`${place.label} ${place.href}`}
            id={`place-${index}`}
            ref={index === active ? showWhole : undefined}
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
      <p role="status" className="text-muted-foreground border-t px-5 py-3 text-xs">
        {problem ?? (places.length === 0 ? 'No matches.' : 'Choose with the arrow keys, open with Enter.')}
      </p>
    </Dialog>
  )
}

/** Scrolls the list to the active option if it is not visible. */
function showWhole(option: HTMLElement | null): void {
  option?.scrollIntoView?.({ block: 'nearest' })
}
