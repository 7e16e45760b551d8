import type { Filter } from '@/lib/datasets/model/view'
import { viewTitle } from '@/lib/format/view-title'

const TATOOINE: Filter = { column: 'homeworld', operator: 'eq', value: 'Tatooine' }
const BLUE: Filter = { column: 'eye_color', operator: 'eq', value: 'blue' }

test('a view is called by its values, and how many of all rows it has', () => {
  expect(viewTitle({ filters: [TATOOINE, BLUE], q: '' }, 5, 82)).toBe('Tatooine, blue · 5 of 82')
  expect(viewTitle({ filters: [TATOOINE], q: 'sky' }, 2, 10_000)).toBe('Tatooine, “sky” · 2 of 10,000')
})

test('a view of every row has no name of its own', () => {
  expect(viewTitle({ filters: [], q: '' }, 82, 82)).toBeNull()
})

test('a number that is not known is left out', () => {
  expect(viewTitle({ filters: [TATOOINE], q: '' }, null, 82)).toBe('Tatooine')
})

test.each<[Filter['column'], Filter['operator'], string, string]>([
  ['height', 'eq', '172', 'height 172'],
  ['height', 'gt', '180', 'height > 180'],
  ['height', 'gte', '180', 'height ≥ 180'],
  ['birth_year', 'lt', '19BBY', 'birth year < 19BBY'],
  ['mass', 'lte', '80', 'mass ≤ 80'],
  ['date', 'eq', '2014-12-20', 'date 2014-12-20'],
  ['homeworld', 'eq', 'unknown', 'homeworld unknown'],
  ['homeworld', 'eq', '', 'no homeworld'],
  ['gender', 'ne', 'male', 'not male'],
  ['hair_color', 'contains', 'bro', 'hair color with “bro”'],
  ['hair_color', 'in', 'blond,"brown, grey"', 'blond or brown, grey'],
  ['homeworld', 'isblank', '1', 'no homeworld'],
  ['homeworld', 'isblank', '0', 'any homeworld'],
])('%s %s "%s" is called "%s"', (column, operator, value, title) => {
  expect(viewTitle({ filters: [{ column, operator, value }], q: '' }, null, 82)).toBe(title)
})

test('long conditions are cut, the numbers are not', () => {
  expect(viewTitle({ filters: [], q: 'x'.repeat(200) }, 0, 82)).toBe(`“${'x'.repeat(78)}… · 0 of 82`)
})
