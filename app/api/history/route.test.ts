import { GET as ROW } from '@/app/api/people/[number]/history/route'
import { GET } from '@/app/api/history/route'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readAnswer } from '@/lib/testing/api'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let first: Dataset
let second: Dataset

beforeAll(async () => {
  first = await createReadyDataset([somePerson({})])
  second = await createReadyDataset([somePerson({ mass: '80' })])
})

const summarize = ({ id, createdAt, source }: Dataset): unknown => ({
  id,
  createdAt: createdAt.toISOString(),
  source,
  rowCount: 1,
})

function askRow(number: string, query = ''): Promise<Response> {
  const request = new Request(`http://localhost/api/people/${number}/history${query}`)
  return ROW(request, { params: Promise.resolve({ number }) })
}

test('a row’s history is its periods, with what changed at the start of each', async () => {
  const { status, body } = await readAnswer(await askRow('1'), 'RowHistory')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    periods: [
      { first: summarize(first), last: summarize(first), snapshots: 1, row: { mass: '77' }, changes: [] },
      { first: summarize(second), snapshots: 1, changes: [{ column: 'mass', old: '77', new: '80' }] },
    ],
    older: 0,
    unreadable: 0,
  })
})

test.each(['2', '0', 'luke', '1e3'])('there is no history of number %s', async (number) => {
  expect(await readAnswer(await askRow(number), 'RowHistory')).toEqual({
    status: 404,
    body: { error: { code: 'not_found', message: 'No dataset has a character with this number.' } },
  })
})

test('a count over time has a number for each download', async () => {
  const { body } = await readAnswer(
    await GET(new Request('http://localhost/api/history?mass=80')),
    'CountHistory',
  )
  expect(body).toEqual({
    counts: [
      { ...(summarize(first) as object), count: 0 },
      { ...(summarize(second) as object), count: 1 },
    ],
    older: 0,
    unreadable: 0,
  })
})

test.each([
  ['limit=1', '"limit" is not a parameter. This endpoint takes q, filter.'],
  ['mass__near=1', expect.stringMatching(/^"mass__near" is not a comparison\./)],
])('%s is refused in words', async (query, message) => {
  const { status, body } = await readAnswer(
    await GET(new Request(`http://localhost/api/history?${query}`)),
    'CountHistory',
  )
  expect([status, body]).toEqual([400, { error: { code: 'invalid', message } }])
})
