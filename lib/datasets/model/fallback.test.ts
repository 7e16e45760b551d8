import type { Dataset } from '@/lib/datasets/model/dataset'
import { ARCHIVE_EDITED, fellBackToArchive } from '@/lib/datasets/model/fallback'
import { canonicalPeople } from '@/lib/testing/some-dataset'

const sourceFailures = [{ source: 'https://swapi.info/api', reason: 'swapi.info could not be reached.' }]
const fallback = { status: 'ready', requestedSource: 'auto', source: 'archive', sourceFailures } as const

test('an automatic download that the archive served after live sources failed is a fallback', () => {
  expect(fellBackToArchive(fallback)).toBe(true)
})

test.each<[string, Partial<Dataset>]>([
  ['the archive was picked', { requestedSource: 'archive' }],
  ['a live source served', { source: 'https://swapi.info/api' }],
  ['no live source was asked', { sourceFailures: [] }],
  ['nothing has served yet', { source: null }],
  ['it failed', { status: 'failed' }],
])('it is none when %s', (_what, changes) => {
  expect(fellBackToArchive({ ...fallback, ...changes })).toBe(false)
})

test('the archive was edited when the notice says', () => {
  const months = new Set(canonicalPeople().map(({ date }) => date.slice(0, 7)))
  expect([...months]).toEqual(['2014-12'])
  expect(ARCHIVE_EDITED).toBe('December 2014')
})
