import { NEW_SCHEDULE, type ScheduleFormValues, toFormValues } from '@/lib/schedules/model/form'
import { cronOfTime, HOURLY, timeOfCron } from '@/lib/schedules/model/words'
import fc from '@/lib/testing/fast-check'

const plan = { source: 'archive', zone: 'Europe/Berlin', lossPercent: 5 }
const shown = { source: 'archive', zone: 'Europe/Berlin', lossPercent: '5' }

test('a time of day and its cron expression lead to each other', () => {
  const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  fc.assert(
    fc.property(time, (numbers) => {
      const text = numbers.map((number) => String(number).padStart(2, '0')).join(':')
      expect(timeOfCron(cronOfTime(text) ?? '')).toBe(text)
    }),
  )
})

const SHOWN: [cron: string, values: Partial<ScheduleFormValues>][] = [
  ['30 6 * * *', { every: 'daily', at: '06:30', cron: '' }],
  ...HOURLY.map(({ cron }): [string, Partial<ScheduleFormValues>] => [cron, { every: cron, cron: '' }]),
  ['0 6 * * 1-5', { every: 'cron', cron: '0 6 * * 1-5' }],
  ['*/15 * * * *', { every: 'cron', cron: '*/15 * * * *' }],
]

test.each(SHOWN)('the form of %s shows it as it was chosen', (cron, values) => {
  expect(toFormValues({ ...plan, cron })).toEqual({ ...shown, at: NEW_SCHEDULE.at, ...values })
})
