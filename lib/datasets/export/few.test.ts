/** Few rows are written from memory, many by DuckDB: both must be the same bytes. */
import { answerCounts, answerRows } from '@/lib/api/dataset-answers'
import { readApiCountsView, readApiView } from '@/lib/api/read-view'
import type { ExportStyle } from '@/lib/datasets/export/names'
import { exportIntact } from '@/lib/datasets/export/stream'
import { countsTable, rowsTable } from '@/lib/datasets/export/tables'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const value = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\t',
    'unknown',
    'a,b',
    'say "no"',
    'two\n\nlines',
    'a|b',
    '=1',
    '-2',
    '1,358',
    'é',
    '\u{1f600}',
    '＝1',
    '+1e5',
    '+1e5\n',
    'C:\\',
    '\u2028\u007f',
  ),
  fc.string({ unit: fc.constantFrom(...'\t\r\n \\"\'|,=+-@0e.\u0001\u001f\ufffd＋'), maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)
const people = fc.array(fc.record({ name: value, mass: value, hair_color: value }), {
  minLength: 1,
  maxLength: 12,
})
const style = fc.constantFrom('format=csv', 'format=csv&for=spreadsheet', 'format=ndjson')
const view = fc.constantFrom(
  '',
  '&sort=-mass',
  '&columns=hair_color',
  '&columns=mass,name&hair_color__ne=',
  '&q=a&sort=name',
  '&name=nobody',
)
const counting = fc.constantFrom(
  'columns=hair_color',
  'columns=hair_color,mass',
  'columns=mass&sort=mass&name__ne=',
)

const textOf = async (body: BodyInit | null): Promise<string> =>
  Buffer.from(await new Response(body).arrayBuffer()).toString('utf8')

test('rows and counts of a small dataset are exported as those of a large one', async () => {
  const { signal } = new AbortController()
  const asked = fc.tuple(people, style, view, counting)
  const check = fc.asyncProperty(asked, async ([some, format, rows, counts]) => {
    const dataset: Dataset = await createReadyDataset(
      some.map((values, index) => somePerson({ id: index + 1, ...values })),
    )
    const ofRows = new Request(`http://localhost/?${format}${rows}`)
    const ofCounts = new Request(`http://localhost/?${format}&${counts}`)
    const [rowsView, countsView] = [readApiView(ofRows), readApiCountsView(ofCounts)]
    const small = [await answerRows(ofRows, dataset.id), await answerCounts(ofCounts, dataset.id)]
    const large = [
      await exportIntact(dataset, (file) => rowsTable(file, rowsView), rowsView as ExportStyle, signal),
      await exportIntact(dataset, (file) => countsTable(file, countsView), countsView as ExportStyle, signal),
    ]
    for (const [index, answer] of small.entries())
      expect(await textOf(answer.body)).toBe(await textOf(large[index] ?? null))
  })
  await fc.assert(check, { numRuns: 25 })
})

test('no rows of a small dataset are just a header as CSV, and nothing as NDJSON', async () => {
  const dataset = await createReadyDataset([somePerson({ id: 1 })])
  const read = async (style: string): Promise<string> => {
    const request = new Request(`http://localhost/?${style}&columns=name,mass&name=nobody`)
    return textOf((await answerRows(request, dataset.id)).body)
  }
  expect(await read('format=csv')).toBe('name,mass\n')
  expect(await read('format=csv&for=spreadsheet')).toBe('\uFEFFname,mass\n')
  expect(await read('format=ndjson')).toBe('')
})
