import { clsx } from 'clsx'
import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { SourceBadge } from '@/components/dataset/source-badge'
import { LastResult } from '@/components/schedules/last-result'
import { Badge } from '@/components/ui/badge'
import { buttonVariants } from '@/components/ui/button'
import type { Schedule } from '@/lib/schedules/model/schedule'
import { formatInZone } from '@/lib/schedules/model/words'
import { scheduleHref } from '@/lib/search-params/over-time/schedules'

export interface ScheduleActions {
  runSchedule: FormAction
  pauseSchedule: FormAction
  resumeSchedule: FormAction
  deleteSchedule: FormAction
}

interface ScheduleEntryProps {
  schedule: Schedule
  actions: ScheduleActions
}

/** A schedule: when it runs, how it went, and what can be done with it. */
export function ScheduleEntry({ schedule, actions }: ScheduleEntryProps): JSX.Element {
  const { id, source, words, zone, paused, next, last } = schedule
  const loss = last?.loss ?? null
  return (
    <li
      aria-labelledby={`schedule-${id}`}
      className={clsx(
        'bg-card flex min-w-0 flex-col gap-3 rounded-lg border p-4',
        loss && 'border-destructive',
      )}
    >
      <div className="flex flex-wrap items-center gap-2">
        <h2 id={`schedule-${id}`} className="min-w-0 font-semibold break-words first-letter:uppercase">
          {words}
        </h2>
        <SourceBadge source={source} />
        {paused ? <Badge variant="outline">Paused</Badge> : null}
        {loss ? <Badge variant="destructive">Rows lost</Badge> : null}
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        <Fact name="Next">
          {paused ? (
            'Not until it is resumed.'
          ) : (
            <ul className="tabular-nums">
              {next.map((time) => (
                <li key={time.toISOString()}>
                  <time dateTime={time.toISOString()}>{formatInZone(time, zone)}</time>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name="Last">{last ? <LastResult result={last} /> : 'It has not run yet.'}</Fact>
      </dl>
      <div className="mt-auto flex flex-wrap items-start gap-2">
        <IdForm id={id} action={actions.runSchedule} label="Run now" pendingLabel="Starting…" />
        {paused ? (
          <IdForm id={id} action={actions.resumeSchedule} label="Resume" pendingLabel="Resuming…" />
        ) : (
          <IdForm id={id} action={actions.pauseSchedule} label="Pause" pendingLabel="Pausing…" />
        )}
        <Link
          href={scheduleHref(id)}
          prefetch={false}
          className={buttonVariants({ variant: 'outline', size: 'sm' })}
        >
          Change
        </Link>
        <DeleteSchedule id={id} deleteAction={actions.deleteSchedule} />
      </div>
    </li>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div className="contents">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}

interface IdFormProps {
  id: string
  action: FormAction
  label: string
  pendingLabel: string
}

function IdForm({ id, ...form }: IdFormProps): JSX.Element {
  return (
    <ActionForm key={form.label} {...form} variant="outline" size="sm">
      <input type="hidden" name="id" value={id} />
    </ActionForm>
  )
}

/** In two steps: a first click opens the button. */
function DeleteSchedule({ id, deleteAction }: { id: string; deleteAction: FormAction }): JSX.Element {
  return (
    <details className="text-sm">
      <summary className="text-muted-foreground hover:text-foreground flex h-8 w-fit cursor-pointer items-center px-2">
        Delete…
      </summary>
      <div className="mt-2 flex flex-col gap-2">
        <p>Its datasets stay.</p>
        <IdForm id={id} action={deleteAction} label="Delete schedule" pendingLabel="Deleting…" />
      </div>
    </details>
  )
}
