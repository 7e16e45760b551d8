import { GET } from '@/app/api/datasets/[id]/profile/route'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let id: string
beforeAll(async () => {
  id = (await createReadyDataset()).id
})

async function ask(query: string, of = id, signal?: AbortSignal): Promise<{ status: number; body: unknown }> {
  const request = new Request(`http://localhost/api/datasets/${of}/profile?${query}`, {
    signal: signal ?? null,
  })
  const response = await GET(request, { params: Promise.resolve({ id: of }) })
  return { status: response.status, body: await response.json() }
}

test('columns are profiled over the rows that the filters select', async () => {
  expect(await ask('columns=gender,date&homeworld=Tatooine&q=blue')).toEqual({
    status: 200,
    body: {
      totalRows: 5,
      columns: [
        {
          column: 'gender',
          distinct: 2,
          missing: { empty: 0, unknown: 0, na: 0, none: 0 },
          top: [
            { value: 'male', count: 4 },
            { value: 'female', count: 1 },
          ],
          numeric: null,
        },
        {
          column: 'date',
          distinct: 1,
          missing: { empty: 0, unknown: 0, na: 0, none: 0 },
          top: [{ value: '2014-12-20', count: 5 }],
          numeric: null,
        },
      ],
    },
  })
})

test('all columns are profiled when none are named', async () => {
  const { body } = await ask('')
  expect(body).toMatchObject({ totalRows: 82, columns: { length: 10 } })
})

test.each([
  ['limit=10', 'A profile takes filters, q and columns; limit is for other views.'],
  ['sort=name', 'A profile takes filters, q and columns; sort is for other views.'],
  ['format=csv', 'A profile takes filters, q and columns; format is for other views.'],
])('a profile refuses ?%s with a message', async (query, message) => {
  expect(await ask(query)).toEqual({ status: 400, body: { error: { code: 'invalid', message } } })
})

test('an unknown column and an unknown dataset are refused', async () => {
  expect(await ask('columns=age')).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
  expect(await ask('', '20200101-000000-aaaaa')).toMatchObject({ status: 404 })
})

test('a client that disconnects stops the profile', async () => {
  expect(await ask('', id, AbortSignal.abort())).toMatchObject({
    status: 499,
    body: { error: { code: 'aborted' } },
  })
})
