import { datasetTitle } from '@/lib/format/dataset-title'

const createdAt = new Date('2026-11-25T20:48:03Z')

test.each([
  ['ready', 82, '82 characters · 25 Nov 2026, 20:48'],
  ['ready', 1, '1 character · 25 Nov 2026, 20:48'],
  ['ready', 10_000_000, '10,000,000 characters · 25 Nov 2026, 20:48'],
  ['downloading', 40, 'Download · 25 Nov 2026, 20:48'],
  ['failed', 0, 'Download · 25 Nov 2026, 20:48'],
] as const)('a dataset that is %s, with %d rows, is called %s', (status, rowCount, title) => {
  expect(datasetTitle({ status, rowCount, createdAt, label: null })).toBe(title)
})

test('a dataset with a label is called by it', () => {
  expect(datasetTitle({ status: 'ready', rowCount: 82, createdAt, label: 'Before the fix' })).toBe(
    'Before the fix',
  )
})
