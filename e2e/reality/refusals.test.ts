/** What a visitor sees with default settings when a source refuses, at any stage of a download. */
import { startServer, type TestServer } from '../server'
import { begin, download, hasFiles, waitUntilEnded, type SeenDataset } from './downloads'
import { PASSING_REFUSALS, REFUSALS, silence, silenceAfterHeaders, type Refusal } from './refusals'
import { failAt, servePages, startSource, type Listener, type Source, type Stage } from './source'

const ALL: Record<string, Refusal> = { ...REFUSALS, ...PASSING_REFUSALS }
const STAGES: Stage[] = ['first page', 'later page', 'planets', 'single planet']
const PATHS: Record<Stage, string> = {
  'first page': '/api/people/',
  'later page': '/api/people/',
  planets: '/api/planets/',
  'single planet': '/api/planets/28/',
}

/** If a source lacks a planet, its people are kept without a homeworld name. */
const isMissingPlanet = (stage: Stage, what: string): boolean =>
  stage === 'single planet' && /^4(04|10)/.test(what)

const PICKED = STAGES.flatMap((stage) => Object.keys(ALL).map((what) => ({ stage, what }))).filter(
  ({ stage, what }) => !isMissingPlanet(stage, what),
)

let server: TestServer
let first: Source
const sources = new Map<string, Source>()
/** All started at once: most of them wait between their attempts. */
const ended = new Map<string, Promise<SeenDataset>>()

/** First sources that fall silent. Each has a server of its own, so that all of them are waited for at once. */
const SILENCES: Record<string, Listener> = {
  'never responds': silence,
  'stops in the middle of a response': silenceAfterHeaders,
}
const silent = new Map<string, { source: Source; server: TestServer; ended: Promise<SeenDataset> }>()

const keyOf = (stage: Stage, what: string): string => `${stage}: ${what}`

beforeAll(async () => {
  first = await startSource(silence)
  for (const { stage, what } of PICKED) {
    sources.set(keyOf(stage, what), await startSource(failAt(stage, (ALL[what] as Refusal).behavior)))
  }
  const others = [...sources.values()].map(({ url }) => url)
  server = await startServer({ env: { SWAPI_SOURCES: [first.url, 'archive', ...others].join(',') } })
  for (const [what, behavior] of Object.entries(SILENCES)) {
    const source = await startSource(behavior)
    const own = await startServer({ env: { SWAPI_SOURCES: `${source.url},archive` } })
    const dataset = begin(own).then(({ id }) => waitUntilEnded(own, id))
    dataset.catch(() => undefined)
    silent.set(what, { source, server: own, ended: dataset })
  }
  for (const [key, { url }] of sources) {
    const dataset = begin(server, url).then(({ id }) => waitUntilEnded(server, id))
    // A failure is reported by the test that awaits it.
    dataset.catch(() => undefined)
    ended.set(key, dataset)
  }
})

afterAll(async () => {
  await Promise.all([server, ...[...silent.values()].map((one) => one.server)].map((one) => one?.stop()))
  const all = [first, ...sources.values(), ...[...silent.values()].map(({ source }) => source)]
  await Promise.all(all.map((source) => source?.close()))
})

const nameless = (reason: string | null | undefined): string =>
  (reason ?? '').replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')

/** Both lists are requested concurrently, and either refusal may arrive first. */
const ofEither = (reason: string): string => reason.replace('/api/planets/ ', `${PATHS['first page']} `)

describe('the first source refuses, and the archive is used instead', () => {
  function expectArchive({ status, source, rowCount, sourceFailures }: SeenDataset, reason: string): void {
    expect({ status, source, rowCount }).toEqual({ status: 'ready', source: 'archive', rowCount: 82 })
    expect(sourceFailures.map((failure) => ofEither(nameless(failure.reason)))).toEqual([reason])
  }

  test.each(Object.keys(ALL))('%s', async (what) => {
    const { behavior, reason } = ALL[what] as Refusal
    first.behave(behavior)
    expectArchive(await download(server), reason.replace('PATH', PATHS['first page']))
  })

  test('one of its two lists is refused while the other is silent: the download does not wait for it', async () => {
    first.behave((request, response) => {
      if (request.url?.includes('/people')) response.writeHead(410).end()
    })
    const { ms, status } = await download(server)
    expect(status).toBe('ready')
    // Silence alone takes 30 seconds.
    expect(ms).toBeLessThan(25_000)
  })

  test.each(Object.keys(SILENCES))('it %s: skipped after the timeout', async (what) => {
    expectArchive((await silent.get(what)?.ended) as SeenDataset, 'HOST did not answer within 30 s.')
  })

  test('it refuses repeatedly, then works: no refusal has kept a slot for its host', async () => {
    first.behave((ALL['404 with a body'] as Refusal).behavior)
    for (let time = 0; time < 4; time++) await download(server, first.url)
    first.behave(servePages)
    expect(await download(server)).toMatchObject({ status: 'ready', source: first.url, rowCount: 25 })
  })
})

describe('an explicitly selected source refuses: failed with the reason, and no file', () => {
  test.each(PICKED)('$stage: $what', async ({ stage, what }) => {
    const dataset = await ended.get(keyOf(stage, what))
    const reason = (ALL[what] as Refusal).reason.replace('PATH', PATHS[stage])
    expect({ status: dataset?.status, error: nameless(dataset?.error) }).toEqual({
      status: 'failed',
      error: `${reason} Try again later, or choose another source.`,
    })
    expect(hasFiles(server, dataset?.id ?? '')).toBe(false)
  })
})

test('a planet missing from the source: ready, with a warning and an empty homeworld', async () => {
  for (const what of ['404 without a body', '410']) {
    first.behave(failAt('single planet', (ALL[what] as Refusal).behavior))
    const { status, warnings } = await download(server, first.url)
    expect({ status, warnings }).toEqual({
      status: 'ready',
      warnings: [
        '1 character whose homeworld the source does not know: Person 4. They are kept, with an empty homeworld.',
      ],
    })
  }
})
