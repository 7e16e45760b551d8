import { listCountsProblems, listRowsProblems } from '@/lib/search-params/problems'

test.each([
  [{ mass__gt: '1 000' }, ['mass__gt needs a number such as 180, 41.9 or 1,358; "1 000" is not one.']],
  [{ limit: 'many' }, ['limit must be a whole number, 1 or more.']],
  [{ kept: 'height__gt=x' }, ['height__gt needs a number such as 180, 41.9 or 1,358; "x" is not one.']],
  [{ homeworld: 'Naboo', where: 'name', is: 'eq', value: 'x' }, []],
  [{ utm_source: 'x', fbclid: 'y', mc_eid: 'z' }, []],
])('for rows with %j, the problems are %j', (params, problems) => {
  expect(listRowsProblems(params)).toEqual(problems)
})

test('an unknown name is reported, because it may be meant as a condition', () => {
  expect(listRowsProblems({ homeword: 'Naboo' })).toEqual([
    expect.stringMatching(/^"homeword" is not a parameter\./),
  ])
})

test('counts report what they cannot be sorted by, and know their own parameters', () => {
  expect(listCountsProblems({ columns: 'gender', sort: '-height', view: 'pivot' })).toEqual([
    'Counts are sorted by count or by the columns that are counted; "height" is neither.',
  ])
})
