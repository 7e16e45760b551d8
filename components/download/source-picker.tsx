'use client'

import { clsx } from 'clsx'
import { type JSX, useState } from 'react'
import { Timestamp } from '@/components/timestamp'
import { Disclosure } from '@/components/ui/disclosure'
import type { SourceChoice, SourceResult } from '@/lib/datasets/model/download'

/** A menu of the sources: how each one did when it was last used. The first is the default. */
export function SourcePicker({ sources }: { sources: SourceChoice[] }): JSX.Element {
  const [picked, setPicked] = useState(sources[0]?.value)
  const label = sources.find(({ value }) => value === picked)?.label
  return (
    <Disclosure
      className="max-sm:grow [&>summary]:h-12 max-sm:[&>summary]:w-full max-sm:[&>summary]:justify-between"
      panelClassName="p-2 lg:left-0 lg:w-[28rem]"
      label={
        <>
          <span className="sr-only">Source: </span>
          <span className="noscript:hidden">{label}</span>
          {/* Without scripts the label cannot follow the choice. */}
          <span className="hidden noscript:inline">Source</span>
        </>
      }
    >
      <fieldset className="min-w-0">
        <legend className="sr-only">Source</legend>
        {sources.map((source) => (
          <label
            key={source.value}
            className="group/source has-checked:bg-accent has-focus-visible:outline-ring hover:bg-muted flex min-w-0 cursor-pointer gap-3 rounded-md p-2 text-sm has-focus-visible:outline-2"
          >
            <input
              type="radio"
              name="source"
              value={source.value}
              checked={source.value === picked}
              onChange={() => setPicked(source.value)}
              className="accent-primary mt-0.5 size-4 shrink-0 outline-none"
            />
            <span className="min-w-0">
              <span className="flex flex-wrap items-baseline gap-x-3">
                <span className="font-medium break-words">{source.label}</span>
                {source.last ? <Health {...source.last} /> : null}
              </span>
              {source.last?.failure ? (
                <span className="text-muted-foreground group-has-checked/source:text-destructive block text-xs break-words">
                  {source.last.failure}
                </span>
              ) : null}
              {source.description === null ? null : (
                <span className="text-muted-foreground block text-xs">{source.description}</span>
              )}
            </span>
          </label>
        ))}
      </fieldset>
    </Disclosure>
  )
}

/** A dot, a word and a time. A failure is red only once its source is picked: until then it is nobody's problem. */
function Health({ at, failure }: SourceResult): JSX.Element {
  return (
    <span
      className={clsx(
        'text-muted-foreground inline-flex items-baseline gap-1.5 text-xs',
        failure !== null && 'group-has-checked/source:text-destructive',
      )}
    >
      <span
        aria-hidden
        className={clsx(
          'inline-block size-2 rounded-full',
          failure === null ? 'bg-success' : 'border-[1.5px] border-current',
        )}
      />
      <span>
        {failure === null ? 'Served' : 'Failed'} <Timestamp date={at} />
      </span>
    </span>
  )
}
