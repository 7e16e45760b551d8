import { joinRanges } from '@/lib/datasets/model/limits/ranges'
import type { Filter } from '@/lib/datasets/model/view'

function limit(operator: Filter['operator'], value: string, column: Filter['column'] = 'height'): Filter {
  return { column, operator, value }
}

test('a lower and an upper limit of a column are one range, in the place of the first', () => {
  const [low, other, high] = [limit('gte', '150'), limit('eq', 'Naboo', 'homeworld'), limit('lt', '160')]
  expect(joinRanges([low, other, high])).toEqual([
    { filters: [low, high], range: 'height 150 to 160' },
    { filters: [other], range: null },
  ])
})

test.each([
  ['one limit', [limit('gte', '150')]],
  ['limits of two columns', [limit('gte', '150'), limit('lt', '80', 'mass')]],
  ['two lower limits', [limit('gte', '150'), limit('gt', '155'), limit('lt', '160')]],
  ['a limit that excludes its value', [limit('gt', '150'), limit('lt', '160')]],
])('%s stay apart', (_, filters) => {
  expect(joinRanges(filters)).toEqual(filters.map((filter) => ({ filters: [filter], range: null })))
})
