import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { parseList, writeList } from '@/lib/datasets/model/list'
import type { Filter } from '@/lib/datasets/model/view'
import { datasetHref, parseRowsParams } from '@/lib/search-params/rows'
import fc from '@/lib/testing/fast-check'

test('a URL can hold any list of values, and its page reads exactly these', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('brown, grey', '', ' ', 'a\r\nb', '"', 'a+b&c'),
  )
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...DATASET_COLUMNS),
      (values, column) => {
        const filters: Filter[] = [{ column, operator: 'in', value: writeList(values) }]
        const query = new URL(datasetHref('k3f9x', { filters }), 'http://localhost').searchParams
        const [read] = parseRowsParams(Object.fromEntries(query)).filters
        expect(parseList(read?.value ?? '')).toEqual(values)
      },
    ),
  )
})
