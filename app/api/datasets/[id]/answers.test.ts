import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GET as getCounts } from '@/app/api/datasets/[id]/counts/route'
import { GET as getFile } from '@/app/api/datasets/[id]/file/route'
import { GET as getProfile } from '@/app/api/datasets/[id]/profile/route'
import { GET as getOne } from '@/app/api/datasets/[id]/route'
import { GET as getRows } from '@/app/api/datasets/[id]/rows/route'
import { GET as getList } from '@/app/api/datasets/route'
import type { Dataset } from '@/lib/datasets/model/dataset'
import * as duckdb from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'
import { readAnswer } from '@/lib/testing/api'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('@/lib/duckdb/lanes', () => ({
  __esModule: true,
  ...jest.requireActual<typeof duckdb>('@/lib/duckdb/lanes'),
}))

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

const ROUTES = { rows: getRows, counts: getCounts, profile: getProfile, file: getFile }
type Kind = keyof typeof ROUTES

function ask(kind: Kind, query: string, init: RequestInit = {}, of = dataset.id): Promise<Response> {
  const request = new Request(`http://localhost/api/datasets/${of}/${kind}?${query}`, init)
  return ROUTES[kind](request, { params: Promise.resolve({ id: of }) })
}

test('every JSON response matches the API description', async () => {
  const context = { params: Promise.resolve({ id: dataset.id }) }
  const request = new Request('http://localhost/api/datasets')
  expect((await readAnswer(await getList(request), 'DatasetList')).status).toBe(200)
  expect((await readAnswer(await getOne(request, context), 'Dataset')).status).toBe(200)
  expect((await readAnswer(await getProfile(request, context), 'Profile')).status).toBe(200)
  expect((await readAnswer(await ask('rows', 'columns=name,mass&sort=mass'), 'Rows')).status).toBe(200)
  expect((await readAnswer(await ask('counts', 'columns=date,homeworld'), 'Counts')).status).toBe(200)
  expect((await readAnswer(await ask('counts', ''), 'Counts')).status).toBe(400)
})

describe('streamed responses', () => {
  test('as CSV are attachments with a file name', async () => {
    const response = await ask('counts', 'columns=eye_color&homeworld=Tatooine&format=csv')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="people-${dataset.id}-counts.csv"`,
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(new RegExp(`^W/"${String(dataset.sha256)}-[0-9a-f]{16}"$`)) as string,
      vary: 'accept-encoding',
    })
    expect(await response.text()).toBe(
      'eye_color,count,share\nblue,5,0.5\nbrown,2,0.2\nyellow,2,0.2\nred,1,0.1\n',
    )
  })

  test('as NDJSON have one row per line', async () => {
    const response = await ask('rows', 'columns=name&format=ndjson')
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="people-${dataset.id}-rows.ndjson"`,
    )
    const lines = (await response.text()).split('\n')
    expect(lines).toHaveLength(83)
    expect(lines[0]).toBe('{"name":"Luke Skywalker"}')
  })

  test('for a spreadsheet contain no formulas, in rows or in the file', async () => {
    const { id } = await createReadyDataset([somePerson({ name: '=1+1', mass: '-3' })])
    const expected =
      "\uFEFFname,height,mass,hair_color,skin_color,eye_color,birth_year,gender,homeworld,date\n'=1+1,172,-3,blond,fair,blue,19BBY,male,Tatooine,2014-12-20\n"
    for (const kind of ['rows', 'file'] as const) {
      const response = await ask(kind, 'format=csv&for=spreadsheet', {}, id)
      expect(Buffer.from(await response.arrayBuffer()).toString('utf8')).toBe(expected)
      expect(response.headers.get('content-disposition')).toBe(
        `attachment; filename="people-${id}-rows-spreadsheet.csv"`,
      )
    }
  })

  test.each<[Kind, string, string]>([
    [
      'rows',
      'format=csv&limit=10',
      'csv returns the whole result: leave out limit and offset, or use format=json.',
    ],
    [
      'counts',
      'columns=date&format=ndjson&offset=0',
      'ndjson returns the whole result: leave out limit and offset, or use format=json.',
    ],
    ['rows', 'format=xlsx', 'The format must be json, csv or ndjson.'],
    ['rows', 'format=csv&format=json', 'format may be given only once.'],
    ['rows', 'for=spreadsheet', 'for can only be spreadsheet, together with format=csv.'],
    ['rows', 'format=csv&for=me', 'for can only be spreadsheet, together with format=csv.'],
    ['file', 'format=parquet&for=spreadsheet', 'for can only be spreadsheet, together with format=csv.'],
  ])('%s refuse ?%s with a message', async (kind, query, message) => {
    expect(await readAnswer(await ask(kind, query), 'Error')).toEqual({
      status: 400,
      body: { error: { code: 'invalid', message } },
    })
  })
})

describe('entity tags', () => {
  const QUESTIONS: [Kind, string][] = [
    ['rows', 'q=blue'],
    ['rows', 'q=blue&format=csv'],
    ['counts', 'columns=date'],
    ['profile', ''],
    ['profile', 'columns=date&q=blue'],
    ['file', ''],
    ['file', 'format=parquet'],
    ['file', 'for=spreadsheet'],
  ]

  test.each(QUESTIONS)('%s?%s is 304 for a client that has it, and nothing is read', async (kind, query) => {
    const first = await ask(kind, query)
    await first.arrayBuffer()
    const tag = String(first.headers.get('etag'))
    const isFile = kind === 'file' && query !== 'for=spreadsheet'
    const expected = isFile
      ? {
          'cache-control': 'private, no-cache, no-transform',
          'last-modified': String(dataset.finishedAt?.toUTCString()),
        }
      : { 'cache-control': 'private, no-cache', vary: 'accept-encoding' }
    expect(Object.fromEntries(first.headers)).toMatchObject(expected)
    expect(tag).toMatch(isFile ? /^"/ : /^W\/"/)

    const query1 = jest.spyOn(duckdb, 'withConnection')
    const query2 = jest.spyOn(duckdb, 'readRowObjects')
    const query3 = jest.spyOn(duckdb, 'withReader')
    const file = jest.spyOn(storage, 'openDatasetFile')
    const strong = tag.replace(/^W\//, '')
    for (const known of [strong, `W/${strong}`, `"other", ${tag}`, '*']) {
      const response = await ask(kind, query, { headers: { 'if-none-match': known } })
      expect(response.status).toBe(304)
      expect(response.body).toBeNull()
      expect(Object.fromEntries(response.headers)).toEqual({ etag: tag, ...expected })
    }
    expect(file).not.toHaveBeenCalled()
    const head = await ask(kind, query, { method: 'HEAD' })
    expect([head.status, head.body, head.headers.get('etag')]).toEqual([200, null, tag])
    expect(head.headers.get('content-type')).toBe(first.headers.get('content-type'))
    for (const spy of [query1, query2, query3]) expect(spy).not.toHaveBeenCalled()
  })

  test('differ between queries, and another tag gets the content', async () => {
    const tags = await Promise.all(
      QUESTIONS.map(async ([kind, query]) =>
        (await ask(kind, query, { method: 'HEAD' })).headers.get('etag'),
      ),
    )
    expect(new Set(tags).size).toBe(QUESTIONS.length)
    const response = await ask('file', '', { headers: { 'if-none-match': '"other"' } })
    expect(response.status).toBe(200)
    const stored = readFileSync(storage.datasetPath(dataset.id, dataset.fileName))
    expect(response.headers.get('etag')).toBe(`"${createHash('sha256').update(stored).digest('hex')}"`)
    expect(Buffer.from(await response.arrayBuffer()).equals(stored)).toBe(true)
  })

  test('do not hide an invalid query', async () => {
    const response = await ask('rows', 'limit=x', { headers: { 'if-none-match': '*' } })
    expect(response.status).toBe(400)
  })
})
