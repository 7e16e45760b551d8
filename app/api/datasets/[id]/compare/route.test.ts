import { GET as COUNTS } from '@/app/api/datasets/[id]/compare/counts/route'
import { GET } from '@/app/api/datasets/[id]/compare/route'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readAnswer } from '@/lib/testing/api'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let base: Dataset
let dataset: Dataset

beforeAll(async () => {
  base = await createReadyDataset([
    somePerson({ id: 1 }),
    somePerson({ id: 5, name: 'Leia "Organa"', hair_color: 'brown' }),
  ])
  dataset = await createReadyDataset([
    somePerson({ id: 1, mass: '80', date: '2026-01-01' }),
    somePerson({ id: 9, name: 'Grogu', homeworldId: null }),
  ])
})

function ask(query: string, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`http://localhost/api/datasets/${dataset.id}/compare?${query}`, { headers })
  return GET(request, { params: Promise.resolve({ id: dataset.id }) })
}

function askCounts(query: string): Promise<Response> {
  const request = new Request(`http://localhost/api/datasets/${dataset.id}/compare/counts?${query}`)
  return COUNTS(request, { params: Promise.resolve({ id: dataset.id }) })
}

test('a comparison is the numbers, and the rows that differ', async () => {
  const { status, body } = await readAnswer(await ask(`with=${base.id}`), 'Comparison')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    base: base.id,
    dataset: dataset.id,
    ignored: ['date'],
    summary: { added: 1, removed: 1, changed: 1, same: 0, cells: 1 },
    changes: [
      { change: 'changed', swapi_id: 1, columns: ['mass'], before: { mass: '77' }, after: { mass: '80' } },
      { change: 'removed', swapi_id: 5, columns: [], before: { name: 'Leia "Organa"' }, after: null },
      { change: 'added', swapi_id: 9, columns: [], before: null, after: { name: 'Grogu', homeworld: '' } },
    ],
    total: 3,
    hasMore: false,
  })
})

test('as CSV each changed cell is a line, and each cell of a row that came or went', async () => {
  const response = await ask(`with=${base.id}&format=csv&columns=name,mass,homeworld`)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="people-${dataset.id}-changes.csv"`,
  )
  expect(await response.text()).toBe(
    [
      'change,swapi_id,column,old,new',
      'changed,1,mass,77,80',
      'removed,5,name,"Leia ""Organa""",',
      'removed,5,mass,77,',
      'removed,5,homeworld,Tatooine,',
      'added,9,name,,Grogu',
      'added,9,mass,,77',
      'added,9,homeworld,,',
      '',
    ].join('\n'),
  )
})

test('as NDJSON each is an object, and with nothing left out a changed date is one too', async () => {
  const response = await ask(`with=${base.id}&format=ndjson&change=changed&ignore=`)
  expect(await response.text()).toBe(
    '{"change":"changed","swapi_id":1,"column":"mass","old":"77","new":"80"}\n' +
      '{"change":"changed","swapi_id":1,"column":"date","old":"2014-12-20","new":"2026-01-01"}\n',
  )
})

test('when nothing changed, every format is still valid', async () => {
  const twin = await createReadyDataset([
    somePerson({ id: 1, mass: '80' }),
    somePerson({ id: 9, name: 'Grogu', homeworldId: null }),
  ])
  const json = await readAnswer(await ask(`with=${twin.id}`), 'Comparison')
  expect(json.body).toMatchObject({
    summary: { added: 0, removed: 0, changed: 0, same: 2 },
    changes: [],
    total: 0,
  })
  expect(await (await ask(`with=${twin.id}&format=csv`)).text()).toBe('change,swapi_id,column,old,new\n')
  expect(await (await ask(`with=${twin.id}&format=ndjson`)).text()).toBe('')
})

test('a row that is added changes no other line of the answer, wherever it is', async () => {
  const people = [1, 2, 40, 300_000].map((id) => somePerson({ id, name: `Person ${id}` }))
  const before = await createReadyDataset(people)
  const edited = people.map((one) => (one.id === 1 ? one : { ...one, mass: '1' }))
  const lines = async (added: number[]): Promise<string[]> => {
    const { id } = await createReadyDataset([...edited, ...added.map((one) => somePerson({ id: one }))])
    const request = new Request(`http://localhost/api/datasets/${id}/compare?with=${before.id}&format=csv`)
    const text = await (await GET(request, { params: Promise.resolve({ id }) })).text()
    return text.split('\n').filter((line) => !line.startsWith('added,'))
  }
  const alone = await lines([])
  expect(alone).toEqual([
    'change,swapi_id,column,old,new',
    ...['changed,2,mass,77,1', 'changed,40,mass,77,1', 'changed,300000,mass,77,1', ''],
  ])
  for (const added of [[3], [300_001], [5_000_000_000], [3, 39, 41, 299_999]])
    expect(await lines(added)).toEqual(alone)
})

test('counts are compared by value', async () => {
  const { body } = await readAnswer(
    await askCounts(`with=${base.id}&columns=name&limit=2`),
    'CountComparison',
  )
  expect(body).toEqual({
    base: base.id,
    dataset: dataset.id,
    columns: ['name'],
    counts: [
      { name: 'Grogu', before: 0, after: 1, difference: 1 },
      { name: 'Leia "Organa"', before: 1, after: 0, difference: -1 },
    ],
    totalGroups: 3,
    changedGroups: 2,
    rowsBefore: 2,
    rowsAfter: 2,
    hasMore: true,
  })
})

test('compared counts are also there as CSV and NDJSON, all of them', async () => {
  const csv = await askCounts(`with=${base.id}&columns=hair_color,name&format=csv`)
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
  expect(csv.headers.get('content-disposition')).toBe(
    `attachment; filename="people-${dataset.id}-changed-counts.csv"`,
  )
  expect(await csv.text()).toBe(
    'hair_color,name,before,after,difference\n' +
      'blond,Grogu,0,1,1\nbrown,"Leia ""Organa""",1,0,-1\nblond,Luke Skywalker,1,1,0\n',
  )
  const ndjson = await askCounts(`with=${base.id}&columns=name&name__contains=luke&format=ndjson`)
  expect(await ndjson.text()).toBe('{"name":"Luke Skywalker","before":1,"after":1,"difference":0}\n')
  const none = await askCounts(`with=${base.id}&columns=name&q=nobody&format=csv`)
  expect(await none.text()).toBe('name,before,after,difference\n')
  const { status, body } = await readAnswer(
    await askCounts(`with=${base.id}&columns=name&format=csv&limit=1`),
    'CountComparison',
  )
  expect([status, body]).toMatchObject([400, { error: { code: 'invalid' } }])
})

test('the previous dataset can be named so, and the answer says which one it is', async () => {
  const { body } = await readAnswer(await ask('with=previous'), 'Comparison')
  expect(body).toMatchObject({ base: base.id })
})

test('a client that has the answer is told that it is still right', async () => {
  const etag = (await ask(`with=${base.id}`)).headers.get('etag') ?? ''
  expect((await ask(`with=${base.id}`, { 'if-none-match': etag })).status).toBe(304)
  expect((await ask(`with=${base.id}&limit=1`, { 'if-none-match': etag })).status).toBe(200)
})

test.each([
  ['', 400, 'Say once what to compare with: ?with=previous, or the id of a dataset.'],
  ['with=20261122-203057-k3f9x', 404, 'There is no such dataset to compare with.'],
  ['with=previous&change=gone', 400, 'change: "gone" is not one of added, removed, changed.'],
  ['with=previous&ignore=films', 400, 'ignore: "films" is not a column.'],
  ['with=previous&old=a', 400, 'old is the value of a changed column: add changed=homeworld, for instance.'],
  ['with=previous&changed=mass&changed=name', 400, 'changed may be given only once.'],
  [
    'with=previous&format=csv&limit=1',
    400,
    'csv returns the whole result: leave out limit and offset, or use format=json.',
  ],
  ['with=previous&count=name', 400, expect.stringMatching(/^"count" is not a parameter\./)],
])('%j is refused in words', async (query, expected, message) => {
  const { status, body } = await readAnswer(await ask(query), 'Comparison')
  expect([status, body]).toEqual([expected, { error: { code: expect.any(String), message } }])
})

test('a dataset compared with itself is refused in words', async () => {
  const { status, body } = await readAnswer(await ask(`with=${dataset.id}`), 'Comparison')
  expect([status, body]).toEqual([
    400,
    {
      error: {
        code: 'invalid',
        message: 'A dataset is the same as itself. Choose another one to compare it with.',
      },
    },
  ])
})
