'use client'

import {
  type JSX,
  type SubmitEvent,
  type ToggleEvent,
  useActionState,
  useEffect,
  useRef,
  useState,
} from 'react'
import type { FormAction } from '@/components/action-form'
import { Button } from '@/components/ui/button'
import { Disclosure } from '@/components/ui/disclosure'
import { Input } from '@/components/ui/input'
import { MAX_LABEL_LENGTH } from '@/lib/datasets/model/label'

interface RenameFormProps {
  id: string
  label: string | null
  /** What it is called without a label. */
  plainTitle: string
  renameAction: FormAction
}

/** Gives a dataset a name of its own: a button that opens a field. Without JavaScript it does the same. */
export function RenameForm({ id, label, plainTitle, renameAction }: RenameFormProps): JSX.Element {
  const [state, submit, isPending] = useActionState(renameAction, null)
  const [typed, setTyped] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const isRefused = state?.ok === false

  useEffect(() => {
    const details = form.current?.closest('details')
    if (!state?.ok || !details) return
    details.open = false
    details.querySelector('summary')?.focus()
  }, [state])

  function keepOpen(event: SubmitEvent<HTMLFormElement>): void {
    event.stopPropagation()
    setTyped(String(new FormData(event.currentTarget).get('label')))
  }

  function onToggle({ newState }: ToggleEvent): void {
    // Also when it opens: closed and opened again at once, it is announced only once.
    form.current?.reset()
    if (newState === 'open') form.current?.querySelector<HTMLInputElement>('[name=label]')?.select()
  }

  return (
    <>
      <Disclosure
        label="Rename"
        open={isRefused}
        onToggle={onToggle}
        className="disclosure-quiet"
        panelClassName="p-4 lg:left-0 lg:w-96"
      >
        <form ref={form} action={submit} onSubmit={keepOpen} className="flex flex-col gap-3">
          <input type="hidden" name="id" value={id} />
          <div className="flex flex-col gap-1.5">
            <label htmlFor="label" className="text-sm font-medium">
              Name of this dataset
            </label>
            <div className="flex gap-2">
              <Input
                id="label"
                name="label"
                autoComplete="off"
                defaultValue={isRefused ? typed : (label ?? '')}
                maxLength={MAX_LABEL_LENGTH}
                placeholder={plainTitle}
                aria-describedby="label-hint"
              />
              <Button type="submit" disabled={isPending}>
                {isPending ? 'Saving…' : 'Save'}
              </Button>
            </div>
            <p id="label-hint" className="text-muted-foreground text-xs">
              {`Empty for “${plainTitle}”. The file keeps its name.`}
            </p>
          </div>
          <p role="alert" className="text-destructive text-sm empty:hidden">
            {isRefused && !isPending ? state.message : null}
          </p>
        </form>
      </Disclosure>
      <p role="status" className="sr-only">
        {state?.ok && !isPending ? state.message : null}
      </p>
    </>
  )
}
