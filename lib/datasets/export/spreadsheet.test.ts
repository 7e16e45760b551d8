import { neutralizeCell } from '@/lib/datasets/export/spreadsheet'

test.each([
  '=1+1',
  '=HYPERLINK("http://evil.example")',
  '+cmd',
  '-cmd',
  '-2+3',
  '--1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1',
])('%j is prefixed with an apostrophe', (value) => {
  expect(neutralizeCell(value)).toBe(`'${value}`)
})

test.each(['', '-3', '+3', '-3.5', '-1,358', '-1e5', '41.9BBY', 'Luke', 'C-3PO', "'quoted", 'a=b'])(
  '%j is left unchanged',
  (value) => expect(neutralizeCell(value)).toBe(value),
)

test('numbers stay numbers', () => {
  expect(neutralizeCell(-3)).toBe(-3)
})
