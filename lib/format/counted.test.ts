import { countedNoun, nameCounts } from '@/lib/format/counted'

test.each([
  [{ columns: [] }, 'Counts', 'combination'],
  [{ columns: ['gender'], view: 'pivot' as const }, 'Counts of gender', 'value'],
  [{ columns: ['date', 'homeworld'] }, 'Counts of date and homeworld', 'combination'],
  [{ columns: ['date', 'homeworld'], view: 'pivot' as const }, 'date by homeworld', 'combination'],
])('counts of %j are called %j, of each %s', (counted, name, noun) => {
  expect([nameCounts(counted), countedNoun(counted)]).toEqual([name, noun])
})
