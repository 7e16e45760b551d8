'use client'

import { clsx } from 'clsx'
import { type JSX, type KeyboardEvent, useActionState, useEffect, useRef, useSyncExternalStore } from 'react'
import type { FormAction } from '@/components/action-form'
import { DELETE_FORM_ID } from '@/components/dataset/list/delete-form-id'
import { Button } from '@/components/ui/button'

/**
 * Deletes the ticked datasets, in two steps: a first click opens the warning and the button; a third undoes it. It is there while something
 * is ticked, which the stylesheet sees; only their number needs JavaScript.
 */
export function DeleteSelected({ deleteAction }: { deleteAction: FormAction }): JSX.Element {
  const [state, submit, isPending] = useActionState(deleteAction, null)
  const count = useSyncExternalStore(watchTicks, countTicked, () => 0)
  const details = useRef<HTMLDetailsElement>(null)
  const message = useRef<HTMLParagraphElement>(null)

  useEffect(() => {
    if (state === null) return
    if (details.current) details.current.open = false
    // The button that had the focus may be gone.
    message.current?.focus()
  }, [state])

  function closeOnEscape({ key }: KeyboardEvent): void {
    if (key !== 'Escape' || !details.current?.open) return
    details.current.open = false
    details.current.querySelector('summary')?.focus()
  }

  const what = count === 0 ? 'selected' : `${count} selected`
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm empty:hidden">
        <p
          ref={message}
          role="status"
          tabIndex={-1}
          className={clsx(
            'max-w-prose min-w-0 break-words empty:hidden',
            state?.ok === false && 'text-destructive',
          )}
        >
          {isPending ? null : state?.message}
        </p>
        {state?.undoable && !isPending ? (
          <form action={submit}>
            {state.undoable.map((id) => (
              <input key={id} type="hidden" name="undo" value={id} />
            ))}
            <Button type="submit" variant="outline" size="sm">
              Undo
            </Button>
          </form>
        ) : null}
      </div>
      <form
        id={DELETE_FORM_ID}
        action={submit}
        autoComplete="off"
        className="bg-card sticky bottom-2 z-10 hidden rounded-lg border p-2 shadow-lg group-has-[[name=id]:checked]/datasets:block"
      >
        <details ref={details} onKeyDown={closeOnEscape} className="text-sm">
          <summary className="hover:bg-accent border-input w-fit cursor-pointer rounded-md border px-3 py-1.5 font-medium">
            Delete {what}…
          </summary>
          <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
            <p>
              Links to them will stop working. They can be restored for 24 hours; then their files and all
              their metadata are removed for good.
            </p>
            <Button type="submit" variant="destructive" size="sm" disabled={isPending}>
              {isPending ? 'Deleting…' : 'Delete them'}
            </Button>
          </div>
        </details>
      </form>
    </>
  )
}

function watchTicks(onChange: () => void): () => void {
  // A reset is announced before it happens.
  const onReset = (): void => void setTimeout(onChange)
  document.addEventListener('change', onChange)
  document.addEventListener('reset', onReset)
  return () => {
    document.removeEventListener('change', onChange)
    document.removeEventListener('reset', onReset)
  }
}

function countTicked(): number {
  return document.querySelectorAll(`[name=id][form=${DELETE_FORM_ID}]:checked`).length
}
