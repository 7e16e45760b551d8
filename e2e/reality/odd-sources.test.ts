/** Sources that respond differently from SWAPI's specification: the result of each, from request to rows. */
import { gzipSync } from 'node:zlib'
import { ask } from '../http'
import { startServer, type TestServer } from '../server'
import { download, readCsv, type SeenDataset } from './downloads'
import {
  person,
  planet,
  sendJson,
  serveArrays,
  servePages,
  startSource,
  type Listener,
  type Source,
} from './source'

const MANY = Array.from({ length: 250 }, (_, index) => person(index + 1))

/** Honors page and limit on a bare array of 250, and states the total only in its headers. */
const serveCut =
  (headers: (isLast: boolean) => Record<string, string>): Listener =>
  ({ url = '' }, response) => {
    if (!url.includes('/people')) return sendJson(response, [planet(1, 'Tatooine')], { 'x-total-count': '1' })
    const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 1)
    sendJson(response, MANY.slice(page * 100 - 100, page * 100), headers(page === 3))
  }

/** Always compresses, regardless of Accept-Encoding. */
const serveGzip: Listener = (request, response) => {
  const plain = {
    writeHead: (status: number, headers: object) => {
      response.writeHead(status, { ...headers, 'content-encoding': 'gzip' })
      return plain
    },
    end: (body: string) => response.end(gzipSync(body)),
  }
  servePages(request, plain as never)
}

const LONG = 'x'.repeat(3_000_000)
const filler = 'abcdefghijklmnopqrstuvwxyz'.repeat(20)

const SOURCES: Record<string, Listener> = {
  counted: serveCut(() => ({ 'x-total-count': '250' })),
  ranged: serveCut((isLast) => ({ 'content-range': isLast ? '200-249/250' : '0-99/250' })),
  linked: serveCut((isLast): Record<string, string> =>
    isLast ? {} : { link: '</api/people?page=2>; rel="next"' },
  ),
  silentlyCut: serveCut(() => ({})),
  exactlyHundred: serveArrays(MANY.slice(0, 100)),
  gzip: serveGzip,
  undated: serveArrays([person(1, { edited: undefined })]),
  misdated: serveArrays([person(1, { edited: 'yesterday' })]),
  beyondDates: serveArrays([person(1, { edited: '9999-12-31T23:30:00-05:00' })]),
  dated: serveArrays(
    [
      ...[
        '2014-12-20T21:17:56+0000',
        '2014-12-20 21:17:56',
        '2014-12-20t21:17:56z',
        '2014-12-20T21:17:56,891Z',
      ],
      ...['2014-12-20', '2014-12-20T21:17Z', '2014-12-19T24:00:00Z', '2014-12-20T23:59:60Z'],
      '2014-12-19T23:30:00-05:00',
    ].map((edited, index) => person(index + 1, { edited })),
  ),
  numbers: serveArrays(
    ['78,2', '80', '1,358', '9', 'unknown'].map((mass, index) => person(index + 1, { mass })),
  ),
  years: serveArrays(
    ['4ABY', '19BBY', 'unknown', '896BBY', '0BBY'].map((birth_year, index) =>
      person(index + 1, { birth_year }),
    ),
  ),
  odd: serveArrays(
    ['line\nbreak', 'both\r\nends', '"quoted", with commas', ' led by a blank', '\u202Eturned', '=1+1'].map(
      (name, index) => person(index + 1, { name }),
    ),
  ),
  huge: serveArrays([person(1, { name: `${LONG}1` }), person(2, { name: `${LONG}2` })]),
  long: serveArrays(
    Array.from({ length: 45_000 }, (_, index) => person(index + 1, { name: `${filler}${index}` })),
  ),
}

let server: TestServer
const sources = new Map<string, Source>()

beforeAll(async () => {
  for (const [name, listener] of Object.entries(SOURCES)) sources.set(name, await startSource(listener))
  const urls = [...sources.values()].map(({ url }) => url)
  server = await startServer({ env: { SWAPI_SOURCES: ['archive', ...urls].join(',') } })
})

afterAll(async () => {
  await server?.stop()
  await Promise.all([...sources.values()].map((source) => source.close()))
})

function downloadFrom(name: string): Promise<SeenDataset> {
  return download(server, sources.get(name)?.url)
}

async function expectFailure(name: string, reason: RegExp): Promise<void> {
  const { status, error } = await downloadFrom(name)
  expect(status).toBe('failed')
  expect(error).toMatch(reason)
}

/** The values of a column, in the order of the rows that the query returns. */
async function readColumn(name: string, column: string, query = ''): Promise<string[]> {
  const { id, status, error } = await downloadFrom(name)
  expect({ status, error }).toEqual({ status: 'ready', error: null })
  const { body } = await ask(server, `/api/datasets/${id}/rows?limit=100&${query}`)
  return (JSON.parse(body) as { rows: Record<string, string>[] }).rows.map((row) => row[column] ?? '')
}

describe('a bare array that may be part of a longer one', () => {
  test.each(['counted', 'ranged'])(
    'is read to its end where its headers state the total (%s)',
    async (name) => {
      expect(await downloadFrom(name)).toMatchObject({ status: 'ready', rowCount: 250, requests: 4 })
    },
  )

  test.each(['linked', 'silentlyCut'])('is refused where nothing states the total (%s)', async (name) => {
    await expectFailure(name, /returns its list in pages without saying how many records there are/)
  })

  test('is complete where page 2 repeats it, even if it is as long as the limit', async () => {
    expect(await downloadFrom('exactlyHundred')).toMatchObject({
      status: 'ready',
      rowCount: 100,
      requests: 3,
    })
  })
})

test('unrequested compression is accepted on every page', async () => {
  expect(await downloadFrom('gzip')).toMatchObject({ status: 'ready', rowCount: 25 })
})

describe('times in other formats', () => {
  test('are read', async () => {
    const dates = await readColumn('dated', 'date')
    expect(dates).toEqual(
      Array.from({ length: 9 }, (_, index) => (index === 7 ? '2014-12-20' : '2014-12-20')),
    )
  })

  test.each([
    ['undated', /"Person 1" \(id 1\).*"edited"/],
    ['misdated', /"Person 1" \(id 1\).*"edited".*"yesterday"/],
    ['beyondDates', /"Person 1" \(id 1\).*"edited".*9999-12-31T23:30:00-05:00/],
  ])('that cannot be stored are refused with record and value (%s)', expectFailure)
})

describe('look-alike values', () => {
  test('78,2 is not a number, 1,358 is one', async () => {
    expect(await readColumn('numbers', 'mass', 'sort=-mass&mass__gte=0')).toEqual(['1,358', '80', '9'])
  })

  test('BBY comes before ABY', async () => {
    expect(await readColumn('years', 'birth_year', 'sort=birth_year')).toEqual([
      '896BBY',
      '19BBY',
      '0BBY',
      '4ABY',
      'unknown',
    ])
  })

  test('odd ones are the same in the API as in the source', async () => {
    expect(await readColumn('odd', 'name')).toEqual([
      'line\nbreak',
      'both\r\nends',
      '"quoted", with commas',
      ' led by a blank',
      '\u202Eturned',
      '=1+1',
    ])
  })
})

describe('long values', () => {
  test('45,000 names of 520 characters are read', async () => {
    const dataset = await downloadFrom('long')
    expect({ ...dataset, id: '' }).toMatchObject({ status: 'ready', rowCount: 45_000, error: null })
    expect((await readCsv(server, dataset.id)).split('\n').at(-2)).toContain(`${filler}44999`)
  })

  test('a name of three million characters is read, or refused with a message about the source', async () => {
    const { status, error } = await downloadFrom('huge')
    if (status === 'failed') expect(error).toMatch(/^The person .*"name"/)
    else expect(status).toBe('ready')
  })
})
