import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Filter } from '@/lib/datasets/model/view'
import { findSimilar } from '@/lib/datasets/similar'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

function is(column: Filter['column'], value: string): Filter {
  return { column, operator: 'eq', value }
}

test.each<[string, Filter[], string[]]>([
  ['another case', [is('homeworld', 'tatooine')], ['Tatooine: 10']],
  ['another accent', [is('name', 'Padme Amidala')], ['Padmé Amidala: 1']],
  ['blanks around it', [is('homeworld', ' TATOOINE ')], ['Tatooine: 10']],
  [
    'another case, under the other conditions',
    [is('homeworld', 'tatooine'), is('eye_color', 'blue')],
    ['Tatooine: 5'],
  ],
  ['more text', [is('homeworld', 'tatoo')], []],
  ['its own value', [is('homeworld', 'Naboo'), is('eye_color', 'no such color')], []],
])('a value with %s is found where it should be', async (_, filters, expected) => {
  const found = await findSimilar(dataset, { filters, q: '' })
  expect(found.map(({ value, count }) => `${value}: ${count}`)).toEqual(expected)
})

test('only conditions of the kind "is" have similar values', async () => {
  const filters: Filter[] = [{ column: 'homeworld', operator: 'in', value: 'tatooine' }]
  expect(await findSimilar(dataset, { filters, q: '' })).toEqual([])
})
