import type { Metadata } from 'next'
import type { JSX } from 'react'
import { cancelDownload } from '@/app/actions'
import {
  addSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
} from '@/app/schedules/actions'
import { RunningDownloads } from '@/components/download/running-downloads'
import { RunningIds } from '@/components/download/running-ids'
import { ServerNotice } from '@/components/download/server-notice'
import { ScheduleForm } from '@/components/schedules/schedule-form'
import { ScheduleList } from '@/components/schedules/schedule-list'
import { Card, CardContent } from '@/components/ui/card'
import { requireReader } from '@/lib/access/pages'
import { describeRunning } from '@/lib/datasets/download/progress'
import { listSourceChoices } from '@/lib/datasets/download/source-choices'
import { listRunningDatasets } from '@/lib/datasets/store'
import { getServerNotice } from '@/lib/inngest-server/describe'
import { NEW_SCHEDULE } from '@/lib/schedules/model/form'
import { listSchedules } from '@/lib/schedules/store'
import { listZones } from '@/lib/schedules/zones'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Schedules' }

/** The repeated downloads: when they run, how they went, and a form to add one. */
export default async function SchedulesPage(): Promise<JSX.Element> {
  await requireReader()
  const [schedules, server, running, sources] = await Promise.all([
    listSchedules(),
    getServerNotice(),
    listRunningDatasets(),
    listSourceChoices(),
  ])
  const actions = { runSchedule, pauseSchedule, resumeSchedule, deleteSchedule }
  return (
    <RunningIds ids={running.map(({ id }) => id)}>
      <div className="flex flex-col gap-6">
        <div className="max-w-prose">
          <h1 className="text-2xl font-semibold tracking-tight">Schedules</h1>
          <p className="text-muted-foreground mt-1 text-sm">
            Downloads that Holocron repeats while it runs. What it misses while it is off, it makes up for
            once.
          </p>
        </div>
        {server && <ServerNotice notice={server} />}
        <RunningDownloads downloads={describeRunning(running)} cancelAction={cancelDownload} />
        <ScheduleList schedules={schedules} actions={actions} />
        <Card>
          <CardContent>
            <h2 className="mb-4 text-lg font-semibold">Add a schedule</h2>
            <ScheduleForm
              initial={NEW_SCHEDULE}
              sources={sources.map(({ value, label }) => ({ value, label }))}
              zones={listZones()}
              saveAction={addSchedule}
              label="Add schedule"
              pendingLabel="Adding…"
            />
          </CardContent>
        </Card>
      </div>
    </RunningIds>
  )
}
