'use client'

import { type JSX, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { NativeSelect, NativeSelectOption } from '@/components/ui/native-select'

/** Selects a time zone; with JavaScript, one click selects the browser's. */
export function ZoneField({ zones, defaultZone }: { zones: string[]; defaultZone: string }): JSX.Element {
  const select = useRef<HTMLSelectElement>(null)
  const [isTaken, setIsTaken] = useState(false)
  const ofBrowser = useSyncExternalStore(neverChanges, readZone, () => null)
  const isOffered = ofBrowser !== null && ofBrowser !== defaultZone && !isTaken

  function takeBrowserZone(): void {
    const field = select.current
    if (field === null || ofBrowser === null) return
    // A browser may know a zone by another name than the server.
    if (!zones.includes(ofBrowser)) field.add(new Option(ofBrowser))
    field.value = ofBrowser
    setIsTaken(true)
    field.focus()
  }

  return (
    <div className="flex min-w-0 flex-col gap-1 text-sm">
      <label className="flex flex-col gap-1">
        <span className="font-medium">Time zone</span>
        <NativeSelect ref={select} name="zone" defaultValue={defaultZone}>
          {(zones.includes(defaultZone) ? zones : [defaultZone, ...zones]).map((zone) => (
            <NativeSelectOption key={zone} value={zone}>
              {zone}
            </NativeSelectOption>
          ))}
        </NativeSelect>
      </label>
      {isOffered ? (
        <Button type="button" variant="link" className="h-6 w-fit px-0 sm:px-0" onClick={takeBrowserZone}>
          Use {ofBrowser}
        </Button>
      ) : null}
    </div>
  )
}

function neverChanges(): () => void {
  return () => undefined
}

function readZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
