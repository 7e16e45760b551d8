'use client'

import { clsx } from 'clsx'
import { type JSX, type SubmitEvent, useActionState, useState } from 'react'
import type { FormAction } from '@/components/action-form'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/textarea'
import { MAX_NOTE_LENGTH } from '@/lib/datasets/model/keeping/note'

interface NoteFormProps {
  id: string
  note: string | null
  noteAction: FormAction
}

/** What people write about a dataset, for themselves and others. Works without JavaScript too. */
export function NoteForm({ id, note, noteAction }: NoteFormProps): JSX.Element {
  const [state, submit, isPending] = useActionState(noteAction, null)
  const [typed, setTyped] = useState('')
  const isRefused = state?.ok === false

  function keepTyped(event: SubmitEvent<HTMLFormElement>): void {
    setTyped(String(new FormData(event.currentTarget).get('note')))
  }

  return (
    <form action={submit} onSubmit={keepTyped} className="flex max-w-prose flex-col gap-2">
      <input type="hidden" name="id" value={id} />
      <label htmlFor="note" className="text-sm font-medium">
        Note
      </label>
      <Textarea
        // React resets a form after its action, to what it began with.
        key={isRefused ? typed : note}
        id="note"
        name="note"
        rows={3}
        maxLength={MAX_NOTE_LENGTH}
        defaultValue={isRefused ? typed : (note ?? '')}
        placeholder="Why this dataset matters, or what is odd about it"
        aria-describedby="note-result"
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="outline" size="sm" disabled={isPending}>
          {isPending ? 'Saving…' : 'Save note'}
        </Button>
        <p
          id="note-result"
          role="status"
          className={clsx('text-sm', isRefused ? 'text-destructive' : 'text-muted-foreground')}
        >
          {isPending ? null : state?.message}
        </p>
      </div>
    </form>
  )
}
