import { GET as getCounts } from '@/app/api/datasets/[id]/counts/route'
import { GET as getRows } from '@/app/api/datasets/[id]/rows/route'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let id: string
beforeAll(async () => {
  id = (await createReadyDataset()).id
})

async function ask(
  view: 'rows' | 'counts',
  query: string,
  of = id,
): Promise<{ status: number; body: unknown }> {
  const request = new Request(`http://localhost/api/datasets/${of}/${view}?${query}`)
  const context = { params: Promise.resolve({ id: of }) }
  const response = await (view === 'rows' ? getRows(request, context) : getCounts(request, context))
  return { status: response.status, body: await response.json() }
}

test('rows are filtered, sorted and limited to the requested columns', async () => {
  const query = 'homeworld=Tatooine&eye_color=blue&sort=-height&columns=name,height&limit=3'
  expect(await ask('rows', query)).toEqual({
    status: 200,
    body: {
      rows: [
        { name: 'Anakin Skywalker', height: '188' },
        { name: 'Cliegg Lars', height: '183' },
        { name: 'Owen Lars', height: '178' },
      ],
      total: 5,
      hasMore: true,
    },
  })
})

test('mass sorts as a number, including thousands separators, and unknown comes last in either direction', async () => {
  const names = async (sort: string, offset: number): Promise<unknown> =>
    (await ask('rows', `sort=${sort}&columns=name,mass&limit=2&offset=${offset}`)).body
  expect(await names('-mass', 0)).toMatchObject({
    rows: [
      { name: 'Jabba Desilijic Tiure', mass: '1,358' },
      { name: 'Grievous', mass: '159' },
    ],
  })
  expect(await names('mass', 80)).toMatchObject({ rows: [{ mass: 'unknown' }, { mass: 'unknown' }] })
  expect(await names('-mass', 80)).toMatchObject({ rows: [{ mass: 'unknown' }, { mass: 'unknown' }] })
})

test.each([
  [
    'hair_color__in=blond,"brown, grey"',
    ['Luke Skywalker', 'Owen Lars', 'Anakin Skywalker', 'Finis Valorum'],
  ],
  ['hair_color__in=blond, auburn', ['Luke Skywalker', 'Anakin Skywalker', 'Mon Mothma', 'Finis Valorum']],
  ['q=padme', ['Padmé Amidala']],
  ['q=PADME%CC%81', ['Padmé Amidala']],
  ['name__contains=padm%C3%A9', ['Padmé Amidala']],
  ['name=Padme+Amidala', []],
  ['birth_year__lt=200BBY&sort=birth_year', ['Yoda', 'Jabba Desilijic Tiure']],
  [
    'birth_year__gte=19BBY&birth_year__lt=4ABY&sort=-birth_year',
    ['Wicket Systri Warrick', 'IG-88', 'Luke Skywalker', 'Leia Organa'],
  ],
])('rows where %s are %j', async (query, expected) => {
  const { body } = await ask('rows', `${query}&columns=name`)
  const names = (body as { rows: { name: string }[] }).rows.map(({ name }) => name)
  expect(names).toEqual(expected)
})

test.each([
  ['date__gte=2014', 82],
  ['date__lt=2014', 0],
  ['date__gt=2014', 0],
  ['date__lte=2014-12', 82],
  ['date__gt=2014-11', 82],
  ['date=2014-12', 82],
  ['date=2014', 82],
  ['date__ne=2014', 0],
  ['date__in=2013,2014-12', 82],
  ['date__in=2013,2014-11', 0],
])('%s selects %i rows', async (query, total) => {
  expect((await ask('rows', `${query}&limit=1`)).body).toMatchObject({ total })
})

test('counts list the values by column, with totals over the selected rows', async () => {
  expect(await ask('counts', 'columns=eye_color,homeworld&homeworld=Tatooine&limit=2')).toEqual({
    status: 200,
    body: {
      columns: ['eye_color', 'homeworld'],
      counts: [
        { eye_color: 'blue', homeworld: 'Tatooine', count: 5, share: 0.5 },
        { eye_color: 'brown', homeworld: 'Tatooine', count: 2, share: 0.2 },
      ],
      totalGroups: 4,
      totalRows: 10,
      hasMore: true,
    },
  })
})

test('counts are sorted by count or by their values, missing ones last', async () => {
  const countsBy = async (sort: string, slice: string): Promise<unknown> =>
    (await ask('counts', `columns=height&sort=${sort}&${slice}`)).body
  expect(await countsBy('-height', 'limit=2')).toMatchObject({
    counts: [
      { height: '264', count: 1 },
      { height: '234', count: 1 },
    ],
    totalGroups: 46,
  })
  expect(await countsBy('height', 'limit=3')).toMatchObject({
    counts: [{ height: '66' }, { height: '79' }, { height: '88' }],
  })
  for (const sort of ['height', '-height']) {
    expect(await countsBy(sort, 'offset=45')).toMatchObject({ counts: [{ height: 'unknown' }] })
  }
  expect(await countsBy('count,-height', 'limit=1')).toMatchObject({ counts: [{ height: '264', count: 1 }] })
  expect(await countsBy('-count', 'limit=5')).toEqual((await ask('counts', 'columns=height&limit=5')).body)
})

test.each([
  ['rows', 'limit=1001', 'limit must be 1,000 or less.'],
  ['rows', 'limit=x', 'limit must be a whole number, 1 or more.'],
  ['rows', 'mass__gt=1 000', 'mass__gt needs a number such as 180, 41.9 or 1,358; "1 000" is not one.'],
  ['counts', '', 'Say which columns to count: ?columns=date,homeworld'],
  [
    'rows',
    'sort=count',
    '"count" is not a column. The columns are name, height, mass, hair_color, skin_color, eye_color, birth_year, gender, homeworld, date.',
  ],
  [
    'counts',
    'columns=date&sort=count,height',
    'Counts are sorted by count or by the columns that are counted; "height" is neither.',
  ],
  ['counts', 'columns=date&sort=date,-date', 'sort names date more than once.'],
] as const)('%s refuse ?%s with a message', async (view, query, message) => {
  expect(await ask(view, query)).toEqual({ status: 400, body: { error: { code: 'invalid', message } } })
})

test('an unknown dataset is 404, and one that is not ready 409', async () => {
  expect(await ask('rows', '', '20200101-000000-aaaaa')).toEqual({
    status: 404,
    body: { error: { code: 'not_found', message: 'There is no such dataset.' } },
  })
  const { id: queued } = await createDataset(createDatasetId(), 'archive')
  expect(await ask('counts', 'columns=date', queued)).toEqual({
    status: 409,
    body: {
      error: { code: 'not_ready', message: 'This dataset is not ready: its download has not completed.' },
    },
  })
})
