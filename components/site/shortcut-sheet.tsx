'use client'

import type { JSX } from 'react'
import { Dialog } from '@/components/site/dialog'

const SHORTCUTS: [keys: string, does: string][] = [
  ['Ctrl K', 'Go to a page, a value or a dataset; count, export, switch the theme (⌘ K on a Mac)'],
  ['/', 'Focus the search box'],
  ['?', 'Show this list'],
  ['Esc', 'Close the open dialog or menu'],
  ['Tab', 'Move to the next link or field; the first one skips to the content'],
]

/** The list of keyboard shortcuts. */
export default function ShortcutSheet({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog label="Keyboard shortcuts" onClose={onClose}>
      <div className="p-5">
        <h2 className="mb-3 text-lg font-semibold tracking-tight">Keyboard shortcuts</h2>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
          {SHORTCUTS.map(([keys, does]) => (
            <div key={keys} className="contents">
              <dt>
                <kbd className="bg-muted rounded border px-1.5 py-0.5 font-mono text-xs whitespace-nowrap">
                  {keys}
                </kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <button
          type="button"
          onClick={onClose}
          className="text-primary mt-4 cursor-pointer text-sm underline underline-offset-4"
        >
          Close
        </button>
      </div>
    </Dialog>
  )
}
