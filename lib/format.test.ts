import {
  cssPercent,
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatQuantity,
  formatShare,
  shortHash,
  sourceLabel,
} from '@/lib/format'

describe('format', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [82_000, '82,000'],
    [10_000_000, '10,000,000'],
  ])('writes the count %d as "%s"', (count, text) => {
    expect(formatCount(count)).toBe(text)
  })

  test('a quantity uses the singular for exactly one', () => {
    expect(formatQuantity(0, 'request')).toBe('0 requests')
    expect(formatQuantity(1, 'request')).toBe('1 request')
    expect(formatQuantity(1_500, 'retry', 'retries')).toBe('1,500 retries')
  })

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [7_890, '7.9 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [1_234_567_890, '1.2 GB'],
    [5_000_000_000_000_000, '5,000.0 TB'],
  ])('writes %d bytes as "%s"', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  test.each([
    [0, '0.0 s'],
    [400, '0.4 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_599_600, '1 h 0 min'],
    [3_720_000, '1 h 2 min'],
  ])('writes %d milliseconds as "%s"', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })

  test.each([
    [0, '0.0 %'],
    [0.0004, '<0.1 %'],
    [0.0005, '0.1 %'],
    [0.134, '13.4 %'],
    [0.9996, '>99.9 %'],
    [1, '100.0 %'],
  ])('writes the share %d as "%s"', (share, text) => {
    expect(formatShare(share)).toBe(text)
  })

  test('writes times in UTC, whatever the locale', () => {
    expect(formatDateTime(new Date('2026-11-22T20:30:57Z'))).toBe('22 Nov 2026, 20:30 UTC')
    expect(formatDateTime(new Date('2026-09-05T01:05:00+02:00'))).toBe('4 Sep 2026, 23:05 UTC')
  })

  test('shortens a hash and leaves short texts unchanged', () => {
    expect(shortHash('1a2b3c4d5e6f')).toBe('1a2b3c4d…')
    expect(shortHash('1a2b')).toBe('1a2b')
  })

  test.each([
    ['https://swapi.info/api', 'swapi.info'],
    ['http://127.0.0.1:4010/api/', '127.0.0.1:4010'],
    ['archive', 'Bundled archive'],
    ['auto', 'Automatic'],
    ['something else', 'something else'],
  ])('calls the source "%s" "%s"', (source, label) => {
    expect(sourceLabel(source)).toBe(label)
  })
})

test('a share for CSS has at most two decimals', () => {
  expect([0, 1, 0.134156, 2 / 3].map(cssPercent)).toEqual(['0%', '100%', '13.42%', '66.67%'])
})
