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
import { LoadMore } from '@/components/load-more'
import { ScheduleForm } from '@/components/schedules/schedule-form'
import { ScheduleList } from '@/components/schedules/schedule-list'
import { Card, CardContent } from '@/components/ui/card'
import { requireReader } from '@/lib/access/pages'
import { describeRunning } from '@/lib/datasets/download/progress'
import { listSourceChoices } from '@/lib/datasets/download/source-choices'
import { listRunningDatasets } from '@/lib/datasets/store'
import { getServerNotice } from '@/lib/inngest-server/describe'
import { formatCount, formatQuantity } from '@/lib/format'
import { NEW_SCHEDULE } from '@/lib/schedules/model/form'
import { listSomeSchedules } from '@/lib/schedules/store'
import { listZones } from '@/lib/schedules/zones'
import {
  parseSchedulesParams,
  SCHEDULES_MAX,
  SCHEDULES_STEP,
  schedulesHref,
} from '@/lib/search-params/over-time/schedules'
import { nextSlice, type SearchParams } from '@/lib/search-params/query'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Schedules' }

/** The repeated downloads: when they run, how they went, and a form to add one. */
export default async function SchedulesPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  await requireReader()
  const slice = parseSchedulesParams(await props.searchParams)
  const [{ schedules, total, hasMore }, server, running, sources] = await Promise.all([
    listSomeSchedules(slice),
    getServerNotice(),
    listRunningDatasets(),
    listSourceChoices(),
  ])
  const next = nextSlice(slice, SCHEDULES_STEP, SCHEDULES_MAX, hasMore)
  const added = Math.min(SCHEDULES_STEP, total - slice.offset - schedules.length)
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
        {server && <ServerNotice {...server} />}
        <RunningDownloads downloads={describeRunning(running)} cancelAction={cancelDownload} />
        {schedules.length > 0 || total === 0 ? (
          <ScheduleList schedules={schedules} actions={actions} />
        ) : null}
        {total > schedules.length ? (
          <LoadMore
            href={next === null ? null : schedulesHref(next)}
            label={`Load ${formatCount(added)} more`}
            position={`${formatCount(schedules.length)} of ${formatQuantity(total, 'schedule')}`}
          />
        ) : null}
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
