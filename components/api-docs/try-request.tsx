'use client'

import { useEffect, useId, useState, type FormEvent, type JSX } from 'react'
import { sendRequest, type TriedAnswer } from '@/components/api-docs/send-request'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { formatCount } from '@/lib/format'

/** The answer, or a sentence that says why there is none. */
type Outcome = { answer: TriedAnswer } | { problem: string }

/** Sends an example, and again with another address. Shows the beginning of the answer. */
export default function TryRequest({ path }: { path: string }): JSX.Element {
  // A new object for each request, because the same address may be sent again.
  const [request, setRequest] = useState({ address: path })
  const [last, setLast] = useState<{ request: typeof request; outcome: Outcome } | null>(null)
  const field = useId()
  const outcome = last?.request === request ? last.outcome : null

  useEffect(() => {
    const stop = new AbortController()
    const show = (outcome: Outcome): void => {
      if (!stop.signal.aborted) setLast({ request, outcome })
    }
    sendRequest(request.address, window.location.origin, stop.signal).then(
      (answer) => show({ answer }),
      (error: Error) => show({ problem: error.message }),
    )
    return () => stop.abort()
  }, [request])

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    setRequest({ address: String(new FormData(event.currentTarget).get('address')).trim() })
  }
  return (
    <div className="flex flex-col gap-2 border-l-2 pl-3">
      <form onSubmit={send} className="flex flex-wrap items-center gap-2">
        <label htmlFor={field} className="text-muted-foreground w-full text-xs">
          GET, with parameters to change
        </label>
        <Input
          id={field}
          name="address"
          defaultValue={path}
          autoComplete="off"
          spellCheck={false}
          className="w-auto grow font-mono text-xs"
        />
        <Button type="submit" size="sm">
          Send
        </Button>
      </form>
      <p role="status" className={outcome !== null && isFailure(outcome) ? 'text-destructive' : undefined}>
        {outcome === null ? 'Sending…' : describe(outcome)}
      </p>
      {outcome !== null && 'answer' in outcome && outcome.answer.body ? (
        <pre
          tabIndex={0}
          role="region"
          aria-label="Answer"
          className="bg-muted max-h-80 overflow-auto rounded-md p-3 font-mono text-xs"
        >
          {outcome.answer.body}
        </pre>
      ) : null}
      {outcome !== null && 'answer' in outcome ? (
        <a href={request.address} className="w-fit underline underline-offset-4">
          Open this answer
        </a>
      ) : null}
    </div>
  )
}

function isFailure(outcome: Outcome): boolean {
  return 'problem' in outcome || outcome.answer.isError
}

/** "200 OK, application/json, after 12 ms. The first 20 kB are shown." */
function describe(outcome: Outcome): string {
  if ('problem' in outcome) return outcome.problem
  const { status, type, milliseconds, note } = outcome.answer
  const facts = [status, type, `after ${formatCount(milliseconds)} ms`].filter((fact) => fact !== '')
  return `${facts.join(', ')}. ${note}`.trim()
}
