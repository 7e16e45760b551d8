import { keptField, unfoldKept } from '@/lib/search-params/kept'
import { parseRowsParams } from '@/lib/search-params/rows'
import fc from '@/lib/testing/fast-check'

test('parameters are passed on unchanged if no form would alter them', () => {
  expect(
    keptField([
      ['name', 'a&b=c'],
      ['q', 'é'],
    ]),
  ).toEqual([
    ['name', 'a&b=c'],
    ['q', 'é'],
  ])
})

test.each(['a\nb', 'a\rb', 'a\r\nb', 'a\0b'])('%j is passed on encoded, and all others with it', (value) => {
  const [field, ...others] = keptField([
    ['q', 'x'],
    ['name', value],
  ])
  expect(field?.[1]).not.toMatch(/[\r\n\0]/)
  expect(others).toEqual([])
  expect(parseRowsParams(Object.fromEntries([field ?? []]))).toMatchObject({
    q: 'x',
    filters: [{ column: 'name', operator: 'eq', value }],
  })
})

test('whatever is carried along is restored', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('\n', '\r', 'a\r\nb', '+', '%0A', '&'),
  )
  const name = text.filter((one) => one !== 'kept')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, text)), (params) => {
      expect(keptField(params).flatMap(unfoldKept)).toEqual(params)
    }),
  )
})
