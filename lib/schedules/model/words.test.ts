import { cronOfTime, describeCron, describeSchedule, formatInZone, HOURLY } from '@/lib/schedules/model/words'

test.each([
  ['0 6 * * *', 'every day at 06:00'],
  ['5 23 * * *', 'every day at 23:05'],
  ['0 * * * *', 'every hour'],
  ['15 * * * *', 'every hour, 15 min past'],
  ['0 */6 * * *', 'every 6 hours'],
  ['*/20 * * * *', 'every 20 minutes'],
  // Not every five hours: after 20:00 comes 00:00.
  ['0 */5 * * *', 'at 0 */5 * * * (cron)'],
  ['*/25 * * * *', 'at */25 * * * * (cron)'],
  ['0 6 * * 1-5', 'at 0 6 * * 1-5 (cron)'],
  ['0 6,18 * * *', 'at 0 6,18 * * * (cron)'],
])('%s is "%s"', (cron, words) => {
  expect(describeCron(cron)).toBe(words)
})

test('a schedule’s words name its zone', () => {
  expect(describeSchedule({ cron: '0 6 * * *', zone: 'Europe/Berlin' })).toBe(
    'every day at 06:00, Europe/Berlin',
  )
})

test('what people are offered can be said in words', () => {
  expect(HOURLY.map(({ words }) => words)).toEqual([
    'every hour',
    ...[2, 3, 4, 6, 8, 12].map((hours) => `every ${hours} hours`),
  ])
})

test.each([
  ['06:00', '0 6 * * *'],
  ['23:59', '59 23 * * *'],
  ['06:30:00', '30 6 * * *'],
  ['24:00', null],
  ['6:00', null],
  ['', null],
])('the time of day %j is the expression %j', (time, cron) => {
  expect(cronOfTime(time)).toBe(cron)
})

test('times are shown as clocks in the zone show them', () => {
  const date = new Date('2026-11-27T05:00:00Z')
  expect(formatInZone(date, 'Europe/Berlin')).toBe('Fri 27 Nov 2026, 06:00')
  expect(formatInZone(date, 'America/New_York')).toBe('Fri 27 Nov 2026, 00:00')
})
