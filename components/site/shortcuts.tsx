'use client'

import { lazy, Suspense, useEffect, useState, type JSX } from 'react'
import { Button } from '@/components/ui/button'

/** Loaded on first use. */
const CommandPalette = lazy(() => import('@/components/site/palette/command-palette'))
const ShortcutSheet = lazy(() => import('@/components/site/shortcut-sheet'))

/** Keys that work on every page: Ctrl-K (or a button) opens the palette, / searches, ? lists the keys. */
export function Shortcuts(): JSX.Element {
  const [open, setOpen] = useState<'palette' | 'sheet' | null>(null)

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) setOpen('palette')
      else if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return
      else if (event.key === '?') setOpen('sheet')
      else if (event.key === '/') document.querySelector<HTMLElement>('main input[type=search]')?.focus()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])

  const close = (): void => setOpen(null)
  return (
    <>
      <Button
        type="button"
        variant="outline"
        size="sm"
        aria-keyshortcuts="Control+K Meta+K"
        className="text-muted-foreground! max-sm:hidden noscript:hidden"
        onClick={() => setOpen('palette')}
      >
        Go to… <kbd className="font-mono text-xs">Ctrl K</kbd>
      </Button>
      <Suspense>
        {open === 'palette' ? <CommandPalette onClose={close} /> : null}
        {open === 'sheet' ? <ShortcutSheet onClose={close} /> : null}
      </Suspense>
    </>
  )
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])'))
  )
}
