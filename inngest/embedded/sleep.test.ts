import { parseSleep } from '@/inngest/embedded/protocol'

test.each([
  ['', 0],
  ['1s', 1_000],
  ['1h30m', 5_400_000],
  ['2w1d', 1_296_000_000],
  ['1970-01-01T00:00:05.000Z', 5_000],
])('a sleep of "%s" that begins at 0 ends at %i', (name, end) => {
  expect(parseSleep(name, 0)).toEqual(new Date(end))
})

test.each(['soon', '5', '1h 30m', '1x'])('a sleep of "%s" is not supported', (name) => {
  expect(parseSleep(name, 0)).toBeNull()
})
