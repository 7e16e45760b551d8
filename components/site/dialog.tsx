'use client'

import { useEffect, useRef, type JSX, type ReactNode } from 'react'

interface DialogProps {
  label: string
  onClose: () => void
  children: ReactNode
}

/** The native modal dialog: it traps the focus, closes with Escape, and restores the focus. */
export function Dialog({ label, onClose, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      // A click outside is a click on its backdrop, which belongs to the dialog element.
      onClick={(event) => (event.target === dialog.current ? onClose() : undefined)}
      className="bg-card text-card-foreground m-auto mt-[15vh] w-[min(36rem,calc(100vw-2rem))] rounded-lg border p-0 shadow-lg backdrop:bg-black/50"
    >
      {children}
    </dialog>
  )
}
