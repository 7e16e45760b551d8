/** What the API says about a download that brought nothing new. */
import { POST as cancel } from '@/app/api/datasets/[id]/cancel/route'
import { GET as getCompareCounts } from '@/app/api/datasets/[id]/compare/counts/route'
import { GET as getCompare } from '@/app/api/datasets/[id]/compare/route'
import { GET as getPicture } from '@/app/api/datasets/[id]/counts.svg/route'
import { GET as getCounts } from '@/app/api/datasets/[id]/counts/route'
import { GET as getFile } from '@/app/api/datasets/[id]/file/route'
import { GET as getProfile } from '@/app/api/datasets/[id]/profile/route'
import { GET as getProgress } from '@/app/api/datasets/[id]/progress/route'
import { GET as getRequests } from '@/app/api/datasets/[id]/requests/route'
import { POST as retry } from '@/app/api/datasets/[id]/retry/route'
import { GET as getOne, DELETE as remove, PATCH as rename } from '@/app/api/datasets/[id]/route'
import { GET as getRows } from '@/app/api/datasets/[id]/rows/route'
import { GET as list, POST as start } from '@/app/api/datasets/route'
import { download, setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readAnswer, readEvents } from '@/lib/testing/api'
import { setSources } from '@/lib/testing/app'

setUpDownloads()

type Context = { params: Promise<{ id: string }> }
type Get = (request: Request, context: Context) => Promise<Response>

const LIST = 'http://localhost:3000/api/datasets'

function ask(id: string, path = '', method = 'GET', body?: string): [Request, Context] {
  const request = new Request(`${LIST}/${id}${path}`, { method, ...(body !== undefined && { body }) })
  return [request, { params: Promise.resolve({ id }) }]
}

/** Starts a download of the archive through the API, and waits for its end. */
async function post(body: object): Promise<Dataset> {
  setSources('archive')
  const answer = await start(new Request(LIST, { method: 'POST', body: JSON.stringify(body) }))
  const { dataset } = (await readAnswer(answer, 'StartedDownload')).body as { dataset: Dataset }
  return waitUntilEnded(dataset.id)
}

let first: Dataset
let unchanged: Dataset
beforeAll(async () => {
  first = await download('archive')
  unchanged = await post({ source: 'archive' })
})

test('its metadata are its receipt, with the dataset that it equals', async () => {
  expect(await readAnswer(await getOne(...ask(unchanged.id)), 'Dataset')).toMatchObject({
    status: 200,
    body: {
      ...{ status: 'unchanged', sameAs: first.id, contentHash: expect.stringMatching(/^1:[\da-f]{64}$/) },
      ...{ rowCount: 82, source: 'archive', byteSize: null, sha256: null, parquetSha256: null },
    },
  })
  expect(await readAnswer(await getRequests(...ask(unchanged.id, '/requests')), 'Requests')).toMatchObject({
    status: 200,
  })
  expect(await readEvents(await getProgress(...ask(unchanged.id, '/progress')))).toEqual([
    { event: 'end', data: { id: unchanged.id, status: 'unchanged' } },
  ])
})

test('it is in the list, unless it is folded, and a search for its status finds it', async () => {
  const found = await readAnswer(await list(new Request(`${LIST}?q=unchanged`)), 'DatasetList')
  expect(found.body).toMatchObject({ datasets: [{ id: unchanged.id }], total: 1 })
  const folded = await readAnswer(await list(new Request(`${LIST}?folded=1`)), 'DatasetList')
  expect(folded.body).toMatchObject({ datasets: [{ id: first.id }], total: 1 })
  const whole = await readAnswer(await list(new Request(`${LIST}?folded=0`)), 'DatasetList')
  expect(whole.body).toMatchObject({ datasets: [{ id: unchanged.id }, { id: first.id }], total: 2 })
  expect(await readAnswer(await list(new Request(`${LIST}?folded=yes`)), 'DatasetList')).toEqual({
    status: 400,
    body: { error: { code: 'invalid', message: 'folded must be 0 or 1.' } },
  })
})

test.each<[string, Get, string]>([
  ['rows', getRows, ''],
  ['rows as CSV', getRows, '?format=csv'],
  ['rows under a condition', getRows, '?homeworld=Naboo'],
  ['counts', getCounts, '?columns=homeworld'],
  ['a picture of counts', getPicture, '?columns=homeworld'],
  ['a profile', getProfile, ''],
  ['the CSV', getFile, ''],
  ['the Parquet file', getFile, '?format=parquet'],
  ['the CSV for spreadsheets', getFile, '?for=spreadsheet'],
])('it has no %s, and says which dataset has', async (_what, get, query) => {
  expect(await readAnswer(await get(...ask(unchanged.id, `/x${query}`)), 'Rows')).toEqual({
    status: 409,
    body: {
      error: {
        code: 'unchanged',
        message:
          'This dataset has no rows of its own: its download brought nothing new. They are those of dataset ' +
          `${first.id}.`,
      },
    },
  })
})

test('nothing can be compared with it', async () => {
  const message =
    `${unchanged.fileName} has no rows of its own: its download brought nothing new. They are those of dataset ` +
    `${first.id}.`
  for (const get of [getCompare, getCompareCounts]) {
    const query = `?with=${unchanged.id}${get === getCompareCounts ? '&columns=gender' : ''}`
    expect(await readAnswer(await get(...ask(first.id, `/x${query}`)), 'Comparison')).toEqual({
      status: 409,
      body: { error: { code: 'unchanged', message } },
    })
  }
})

test('it can be neither renamed nor cancelled', async () => {
  for (const answer of [
    await rename(...ask(unchanged.id, '', 'PATCH', '{"label":"Mine"}')),
    await cancel(...ask(unchanged.id, '/cancel', 'POST')),
  ])
    expect(await readAnswer(answer, 'Dataset')).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', message: expect.stringMatching(/is unchanged\.$/) } },
    })
})

test('a download can be asked to be kept from the start', async () => {
  expect(await post({ source: 'archive', keepUnchanged: true })).toMatchObject({
    status: 'ready',
    sameAs: null,
  })
  expect(await post({ source: 'archive', keepUnchanged: false })).toMatchObject({ status: 'unchanged' })
})

test('retrying it keeps it', async () => {
  const { id } = await post({ source: 'archive' })
  const answer = await retry(...ask(id, '/retry', 'POST'))
  expect(answer.headers.get('location')).toBe(`/api/datasets/${id}`)
  expect(await readAnswer(answer, 'Dataset')).toMatchObject({
    status: 202,
    body: { id, attempt: 2, sameAs: null, rowCount: 0, pastAttempts: [{ number: 1, status: 'unchanged' }] },
  })
  expect(await waitUntilEnded(id)).toMatchObject({ status: 'ready', attempt: 2, rowCount: 82 })
  expect((await getRows(...ask(id, '/rows'))).status).toBe(200)
})

test('it can be deleted, and the dataset that it equals is not touched', async () => {
  const { id, sameAs } = await post({ source: 'archive' })
  expect((await remove(...ask(id, '', 'DELETE'))).status).toBe(204)
  expect((await getOne(...ask(id))).status).toBe(404)
  expect((await getRows(...ask(String(sameAs), '/rows'))).status).toBe(200)
})
