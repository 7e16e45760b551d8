import type { JSX } from 'react'
import { type ScheduleActions, ScheduleEntry } from '@/components/schedules/schedule-entry'
import type { Schedule } from '@/lib/schedules/model/schedule'

/** All schedules, or a sentence that says what they are for. */
export function ScheduleList({
  schedules,
  actions,
}: {
  schedules: Schedule[]
  actions: ScheduleActions
}): JSX.Element {
  if (schedules.length === 0) {
    return (
      <div className="rounded-lg border border-dashed px-4 py-10 text-center">
        <p className="font-medium">There are no schedules yet</p>
        <p className="text-muted-foreground mx-auto mt-1 max-w-prose text-sm">
          Add one below: Holocron then downloads by itself, and marks a download that lost rows.
        </p>
      </div>
    )
  }
  return (
    <ul aria-label="Schedules" className="grid gap-4 lg:grid-cols-2">
      {schedules.map((schedule) => (
        <ScheduleEntry key={schedule.id} schedule={schedule} actions={actions} />
      ))}
    </ul>
  )
}
