import { listZones, parseZone } from '@/lib/schedules/zones'

test.each([
  ['UTC', 'UTC'],
  ['europe/berlin', 'Europe/Berlin'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Europe/Kyiv', expect.stringMatching(/^Europe\/Kyiv$/) as string],
])('%s is a time zone', (text, zone) => {
  expect(parseZone(text)).toEqual(zone)
})

test.each(['', 'Mars/Olympus', '+02:00', 'UTC+2', '../etc', 'Europe/Berlin\0'])(
  '%j is refused with a sentence',
  (text) => {
    expect(() => parseZone(text)).toThrow(
      'This time zone is not known. Use a name such as Europe/Berlin, or UTC.',
    )
  },
)

test('UTC comes first among the zones, each of which is accepted', () => {
  const zones = listZones()
  expect(zones[0]).toBe('UTC')
  expect(zones.length).toBeGreaterThan(300)
  expect(zones.map(parseZone)).toEqual(zones)
})
