import type { JSX } from 'react'
import { Timestamp } from '@/components/timestamp'
import type { SourceResult, SourceChoice } from '@/lib/datasets/model/download'

/** Selects the source: what each costs, and the result of its last use. The first is the default. */
export function SourcePicker({ sources }: { sources: SourceChoice[] }): JSX.Element {
  return (
    <fieldset className="w-full min-w-0">
      <legend className="mb-2 text-sm font-medium">Source</legend>
      <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {sources.map((source, index) => (
          <label
            key={source.value}
            className="has-checked:border-primary has-checked:bg-accent has-focus-visible:outline-ring hover:bg-muted/60 flex min-w-0 cursor-pointer gap-3 rounded-md border p-3 outline-offset-2 has-focus-visible:outline-2"
          >
            <input
              type="radio"
              name="source"
              value={source.value}
              defaultChecked={index === 0}
              className="accent-primary mt-1 shrink-0 self-start outline-none"
            />
            <span className="min-w-0">
              <span className="block text-sm font-medium break-words">{source.label}</span>
              <span className="text-muted-foreground block text-xs">{source.description}</span>
              {source.last ? <LastAnswer {...source.last} /> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function LastAnswer({ at, failure }: SourceResult): JSX.Element {
  return (
    <span
      className={
        failure === null ? 'text-success block text-xs' : 'text-destructive block text-xs break-words'
      }
    >
      {failure === null ? 'Served ' : `${failure} `}
      <span className="text-muted-foreground">
        {failure === null ? null : '('}
        <Timestamp date={at} />
        {failure === null ? null : ')'}
      </span>
    </span>
  )
}
