'use client'

import { type JSX, useActionState } from 'react'
import { ActionMessage, type FormAction } from '@/components/action-form'
import { Button } from '@/components/ui/button'
import type { OtherSource } from '@/lib/datasets/model/download'

interface OtherSourcesProps {
  /** Never empty. */
  sources: OtherSource[]
  downloadAction: FormAction
}

/** Starts a download from another source: one button each, laid out by the element around them. */
export function OtherSources({ sources, downloadAction }: OtherSourcesProps): JSX.Element {
  const [state, submit, isPending] = useActionState(downloadAction, null)
  return (
    <form action={submit} aria-label="Other sources" className="contents">
      {sources.map(({ value, label }) => (
        <Button
          key={value}
          type="submit"
          name="source"
          value={value}
          variant="outline"
          size="sm"
          disabled={isPending}
        >
          {label}
        </Button>
      ))}
      <ActionMessage state={isPending ? null : state} />
    </form>
  )
}
