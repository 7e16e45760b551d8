/** Unusual values in records, from the source to the dataset's CSV and the API. */
import { GET as getRows } from '@/app/api/datasets/[id]/rows/route'
import { download, nameless, readCsv, serveSwapi, setUpDownloads } from '@/inngest/testing'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { storage } from '@/lib/storage'
import type { SwapiRecord } from '@/lib/testing/swapi-server'

setUpDownloads()

const TRY_LATER = 'Try again later, or choose another source.'

const LUKE = {
  name: 'Luke',
  height: '172',
  mass: '77',
  hair_color: 'blond',
  skin_color: 'fair',
  eye_color: 'blue',
  birth_year: '19BBY',
  gender: 'male',
  homeworld: 1,
  edited: '2014-12-20T21:17:56.891000Z',
}

const TATOOINE = { id: 1, name: 'Tatooine' }

/** People like Luke except for these changes, numbered from 1. */
async function downloadPeople(changes: Record<string, unknown>[], planet = TATOOINE): Promise<Dataset> {
  const people = changes.map((change, index): SwapiRecord => ({ ...LUKE, id: index + 1, ...change }))
  return download((await serveSwapi({ shape: 'array', people, planets: [planet] })).url)
}

async function expectRefusal(dataset: Dataset, sentence: string): Promise<void> {
  expect({ status: dataset.status, error: nameless(dataset.error) }).toEqual({
    status: 'failed',
    error: `${sentence} ${TRY_LATER}`,
  })
  expect(await storage.listStoredIds('datasets')).not.toContain(dataset.id)
}

describe('the date', () => {
  test('has ten characters and is in UTC, whatever the format of the edit time', async () => {
    const days: [edited: string, date: string][] = [
      ['2014-12-20T21:17:56+0000', '2014-12-20'],
      ['2014-12-20 21:17:56', '2014-12-20'],
      ['2014-12-20t21:17:56z', '2014-12-20'],
      ['2014-12-20T21:17:56,891Z', '2014-12-20'],
      ['2014-12-20', '2014-12-20'],
      ['2014-12-20T21:17Z', '2014-12-20'],
      ['2014-12-20T24:00:00Z', '2014-12-21'],
      ['2016-12-31T23:59:60Z', '2016-12-31'],
      ['2014-12-20T23:59:59.999999999Z', '2014-12-20'],
      ['2014-12-20T23:30:00-05:00', '2014-12-21'],
      ['0001-01-01T00:00:00Z', '0001-01-01'],
      ['9999-12-31T23:59:59.999999Z', '9999-12-31'],
    ]
    const dataset = await downloadPeople(days.map(([edited]) => ({ edited })))
    expect(dataset).toMatchObject({ status: 'ready', error: null })
    const dates = readCsv(dataset).trimEnd().split('\n').slice(1)
    expect(dates.map((line) => line.split(',').at(-1))).toEqual(days.map(([, date]) => date))
  })

  test.each([
    ['yesterday', 'an "edited" that is not a date: "yesterday".'],
    ['', 'an "edited" that is not a date: "".'],
    [1734429060213, 'an "edited" that is not a date: 1734429060213.'],
    [undefined, 'no "edited".'],
    [
      '9999-12-31T23:30:00-05:00',
      'an "edited" whose year, in UTC, is not between 0001 and 9999: "9999-12-31T23:30:00-05:00".',
    ],
    [
      '0001-01-01T00:30:00+05:00',
      'an "edited" whose year, in UTC, is not between 0001 and 9999: "0001-01-01T00:30:00+05:00".',
    ],
  ])('is not derived from %j: the record, the field and the value are named', async (edited, problem) => {
    const dataset = await downloadPeople([{}, { name: 'Leia', edited }])
    await expectRefusal(dataset, `The person "Leia" (id 2) of HOST has ${problem}`)
  })
})

/** Line breaks, quotes, look-alikes, right-to-left text, formulas, blanks, JavaScript and SQL keywords. */
const ODD_VALUES = [
  ...['Padmé', 'Padme\u0301', 'İstanbul', 'Straße', 'ΟΔΥΣΣΕΥΣ', 'a|b', 'a\\|b', '"quoted"', 'a,b', "it's"],
  ...['line\nbreak', 'carriage\rreturn', 'both\r\nx', '\n', '\r', '"', '""', ',', 'tab\there', 'bell\u0007x'],
  ...[
    '\u202Eevil',
    'zero\u200bwidth',
    'no-break\u00a0',
    '\u2028',
    '\uFFFE',
    'x\ufeff',
    '👨‍👩‍👧',
    '',
    ' ',
    '  lead',
    'trail ',
  ],
  ...['=1+1', '+5 and', '-3', '@x', '#hash', 'NULL', 'null', 'NaN', '__proto__', 'constructor'],
  ...['%41', 'a+b', '100%', '<b>x</b>', '&amp;', '٣٤', '１２', '\\N', '\u001a', '\u007f'],
]

describe('odd values', () => {
  const fields = DATASET_COLUMNS.filter((column) => column !== 'homeworld' && column !== 'date')
  const people = ODD_VALUES.map((_, row) =>
    Object.fromEntries(
      fields.map((field, index) => [field, ODD_VALUES[(row + index * 7) % ODD_VALUES.length]]),
    ),
  )
  const rows = people.map((person) => ({ ...person, homeworld: 'Ta"too\nine', date: '2014-12-20' }))
  // fast-csv quotes a vertical bar as well.
  const quoted = (value: string): string =>
    /[",\r\n|]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  const lines = rows.map((row) => Object.values(row).map((value) => quoted(String(value))))
  const csv = [DATASET_COLUMNS, ...lines].map((line) => `${line.join(',')}\n`).join('')

  test('are preserved byte for byte in the CSV and in every API format', async () => {
    const dataset = await downloadPeople(people, { id: 1, name: 'Ta"too\nine' })
    expect(dataset).toMatchObject({ status: 'ready', error: null, rowCount: ODD_VALUES.length })
    expect(readCsv(dataset)).toBe(csv)

    const ask = (query: string): Promise<Response> =>
      getRows(new Request(`http://localhost/api/datasets/${dataset.id}/rows?${query}`), {
        params: Promise.resolve({ id: dataset.id }),
      })
    expect(await (await ask('limit=1000')).json()).toMatchObject({ rows })
    // Sorted rows come from a query, not from the file.
    expect(await (await ask('format=csv&sort=date')).text()).toBe(csv)
    const ndjson = (await (await ask('format=ndjson')).text()).trimEnd().split('\n')
    expect(ndjson.map((line): unknown => JSON.parse(line))).toEqual(rows)
  })
})

describe('long values', () => {
  test('of 45,000 people, 31 MB of names, are kept in full', async () => {
    const nameOf = (id: number): string => `N${id} ${'abcdefghijklmnopqrstuvwxyz'.repeat(16 + (id % 20))}`
    const make = (start = 0, end = COUNT): SwapiRecord[] =>
      Array.from({ length: end - start }, (_, index) => ({
        ...LUKE,
        id: start + index + 1,
        name: nameOf(start + index + 1),
      }))
    const COUNT = 45_000
    const people = { length: COUNT, slice: make, find: () => undefined }
    const dataset = await download((await serveSwapi({ shape: 'array', people, planets: [TATOOINE] })).url)
    expect(dataset).toMatchObject({ status: 'ready', error: null, rowCount: COUNT })
    const names = readCsv(dataset)
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0])
    expect(names).toHaveLength(COUNT)
    expect(names.findIndex((name, index) => name !== nameOf(index + 1))).toBe(-1)
  })

  test('of millions of bytes are rejected when read', async () => {
    const dataset = await downloadPeople([{}, { name: 'x'.repeat(3_000_000) }])
    await expectRefusal(
      dataset,
      'The person with id 2 of HOST has a "name" of 3,000,000 bytes; the limit for all values of a person together is 8,192.',
    )
    expect(dataset).toMatchObject({ phase: 'reading people', retries: 0 })
  })

  test('of a planet are rejected as well', async () => {
    const dataset = await downloadPeople([{}], { id: 1, name: 'x'.repeat(8_193) })
    await expectRefusal(
      dataset,
      'The planet with id 1 of HOST has a "name" of 8,193 bytes; the limit for all values of a planet together is 8,192.',
    )
  })
})
