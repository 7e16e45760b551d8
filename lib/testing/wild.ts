/** Arbitrary questions about values that are easy to get wrong. */
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { writeList } from '@/lib/datasets/model/list'
import { type Filter, FILTER_OPERATORS, type Selection, type Sort } from '@/lib/datasets/model/view'
import fc from '@/lib/testing/fast-check'

/** Values that are easy to get wrong: placeholders, numbers in every form, accents, and every length of UTF-8. */
export const WILD = [
  ...['', 'unknown', 'n/a', 'none', ' ', 'None', '-', '0', '-0', '-1', '+2', ' 3 ', '1,358', '78,2', '0,500'],
  ...[
    '1e3',
    '1e999',
    '.5',
    '5.',
    '0x10',
    '0019',
    'Ā',
    'ā',
    'a',
    'A',
    'É',
    'e\u0301',
    'É',
    'İ',
    'ß',
    'ẞ',
    'Σ',
    'ς',
  ],
  ...[
    '\u{1f600}',
    '\uff5e',
    '\ue000',
    'Ǆ',
    '%',
    '_',
    "'",
    '"',
    ',',
    'a,b',
    '19BBY',
    '4ABY',
    '41.9bby',
    'BBY',
  ],
  ...[
    '2014',
    '2014-12',
    '2014-12-20',
    '2014-12-09',
    '\u0301',
    'Tatooine',
    'ŤATOOINE',
    '60',
    '100',
    '99',
    '9e1',
  ],
]

export const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...WILD) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }).filter((text) => !text.includes('\0')),
  },
)

const filter: fc.Arbitrary<Filter> = fc
  .record({
    column: fc.constantFrom(...DATASET_COLUMNS),
    operator: fc.constantFrom(...FILTER_OPERATORS),
    value,
    others: fc.array(value, { maxLength: 3 }),
  })
  .map(({ column, operator, value: first, others }) => {
    if (operator === 'in') return { column, operator, value: writeList([first, ...others]) }
    return { column, operator, value: operator === 'isblank' ? String(others.length % 2) : first }
  })

/** What a view may select. */
export const selection: fc.Arbitrary<Selection> = fc.record({
  filters: fc.array(filter, { maxLength: 3 }),
  q: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: value }),
})

export const slice = fc.record({
  limit: fc.integer({ min: 1, max: 12 }),
  offset: fc.integer({ min: 0, max: 20 }),
})

export function sortOf<Key extends string>(keys: readonly Key[]): fc.Arbitrary<Sort<Key>[]> {
  const key = fc.record({ column: fc.constantFrom(...keys), descending: fc.boolean() })
  return fc.uniqueArray(key, { selector: ({ column }) => column, maxLength: 3 })
}

export const columnsCounted = fc.uniqueArray(fc.constantFrom(...DATASET_COLUMNS), {
  minLength: 1,
  maxLength: 4,
})
