/**
 * A process that runs what is due, tick after tick, with a clock of its own: `tsx schedule-ticker.ts START TICKS STEP_MS`.
 * It says `ready`, begins when its standard input ends, and writes what it did as JSON.
 */
import { text } from 'node:stream/consumers'
import { setEventReceiver } from '@/inngest/embedded/transport'
import { runDueSchedules, type ScheduledRun } from '@/inngest/schedules'
import { markEnded } from '@/lib/datasets/changes'
import { closeDb } from '@/lib/db/client'

export interface Ticked {
  runs: (Omit<ScheduledRun, 'at'> & { at: string })[]
  /** Ids of the events it sent. */
  events: string[]
}

async function tick(start: number, ticks: number, stepMs: number): Promise<void> {
  const events: string[] = []
  setEventReceiver({ receive: (sent) => Promise.resolve(void events.push(...sent.map(({ id }) => id))) })
  await runDueSchedules(new Date(0)) // opens the database
  process.stdout.write('ready\n')
  await text(process.stdin)
  const runs: ScheduledRun[] = []
  for (let count = 0; count < ticks; count += 1) {
    const started = await runDueSchedules(new Date(start + count * stepMs))
    // A download that runs is joined: ended at once, it leaves room for the next.
    for (const { datasetId } of started)
      if (datasetId !== null) await markEnded({ datasetId }, 'cancelled', null)
    runs.push(...started)
  }
  await closeDb()
  process.stdout.write(JSON.stringify({ runs, events }))
}

const [start = '', ticks = '', stepMs = ''] = process.argv.slice(2)
void tick(Number(start), Number(ticks), Number(stepMs))
