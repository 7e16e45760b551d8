import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import type { JSX } from 'react'
import { changeSchedule } from '@/app/schedules/actions'
import { ScheduleForm } from '@/components/schedules/schedule-form'
import { Card, CardContent } from '@/components/ui/card'
import { requireReader } from '@/lib/access/pages'
import { listSourceChoices } from '@/lib/datasets/download/source-choices'
import { AppError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { toFormValues } from '@/lib/schedules/model/form'
import type { Schedule } from '@/lib/schedules/model/schedule'
import { requireSchedule } from '@/lib/schedules/store'
import { listZones } from '@/lib/schedules/zones'
import { schedulesHref } from '@/lib/search-params/over-time/schedules'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Change a schedule' }

/** A schedule to be changed. */
export default async function SchedulePage({
  params,
}: {
  params: Promise<{ id: string }>
}): Promise<JSX.Element> {
  await requireReader()
  const [schedule, offered] = await Promise.all([findSchedule((await params).id), listSourceChoices()])
  const { source, words, paused } = schedule
  const sources = offered.map(({ value, label }) => ({ value, label }))
  // One that is no longer configured can stay.
  if (!sources.some(({ value }) => value === source))
    sources.push({ value: source, label: sourceLabel(source) })
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight">Change a schedule</h1>
        <p className="text-muted-foreground mt-1 text-sm first-letter:uppercase">
          {words}
          {paused ? ', paused' : ''}. What it has downloaded stays.{' '}
          <Link href={schedulesHref()} className="text-link">
            Back to all schedules
          </Link>
        </p>
      </div>
      <Card>
        <CardContent>
          <ScheduleForm
            id={schedule.id}
            initial={toFormValues(schedule)}
            sources={sources}
            zones={listZones()}
            saveAction={changeSchedule}
            label="Save changes"
            pendingLabel="Saving…"
          />
        </CardContent>
      </Card>
    </div>
  )
}

async function findSchedule(id: string): Promise<Schedule> {
  try {
    return await requireSchedule(id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}
