import { formatAgo } from '@/lib/format/ago'

const now = new Date('2026-11-25T20:48:03Z')

test.each([
  ['2026-11-25T20:48:03Z', 'just now'],
  ['2026-11-25T20:47:04Z', 'just now'],
  ['2026-11-25T20:47:03Z', '1 minute ago'],
  ['2026-11-25T19:48:04Z', '59 minutes ago'],
  ['2026-11-25T19:48:03Z', '1 hour ago'],
  ['2026-11-24T20:48:04Z', '23 hours ago'],
  ['2026-11-22T20:48:03Z', '3 days ago'],
  ['2026-10-26T20:48:04Z', '29 days ago'],
  ['2026-10-20T20:48:03Z', '1 month ago'],
  ['2025-11-26T20:48:03Z', '12 months ago'],
  ['2024-11-20T20:48:03Z', '2 years ago'],
  ['2026-11-25T20:49:03Z', 'just now'],
])('%s is %s', (date, text) => {
  expect(formatAgo(new Date(date), now)).toBe(text)
})
