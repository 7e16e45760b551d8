import type { Dataset } from '@/lib/datasets/model/dataset'
import { type Filter, narrowToBin } from '@/lib/datasets/model/view'
import { profileColumns } from '@/lib/datasets/query/profile'
import { countSelected } from '@/lib/datasets/query/table'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { tableOf } from '@/lib/testing/table'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

test.each<[string, Filter[]]>([
  ['all rows', []],
  [
    'rows between limits',
    [
      { column: 'height', operator: 'gt', value: '150' },
      { column: 'mass', operator: 'lte', value: '1,358' },
    ],
  ],
  [
    'rows between limits inside the outer bins',
    [
      { column: 'height', operator: 'gte', value: '96' },
      { column: 'height', operator: 'lt', value: '228' },
      { column: 'mass', operator: 'gt', value: '20' },
      { column: 'mass', operator: 'lt', value: '140' },
      { column: 'birth_year', operator: 'lte', value: '19BBY' },
    ],
  ],
])('the conditions of a bin select exactly the rows that it counts, among %s', async (_, filters) => {
  const { columns } = await profileColumns(dataset, { filters, columns: ['height', 'mass', 'birth_year'] })
  let bins = 0
  for (const { column, numeric } of columns) {
    for (const [index, bin] of (numeric?.histogram ?? []).entries()) {
      const isLast = index === (numeric?.histogram.length ?? 0) - 1
      const narrowed = narrowToBin(filters, column, bin, isLast)
      expect({
        column,
        bin,
        count: await countSelected(tableOf(dataset), { filters: narrowed, q: '' }),
      }).toEqual({
        column,
        bin,
        count: bin.count,
      })
      bins += 1
    }
  }
  expect(bins).toBeGreaterThan(15)
})
