/** What a person meets at default settings when a source refuses, at any stage of a download. */
import { begin, download, hasFiles, waitUntilEnded, type SeenDataset } from './downloads'
import { PASSING_REFUSALS, REFUSALS, silence, silenceAfterHeaders, type Refusal } from './refusals'
import { failAt, servePages, startSource, type Source, type Stage } from './source'
import { startServer, type TestServer } from '../server'

const ALL: Record<string, Refusal> = { ...REFUSALS, ...PASSING_REFUSALS }
const STAGES: Stage[] = ['first page', 'later page', 'planets', 'single planet']
const PATHS: Record<Stage, string> = {
  'first page': '/api/people/',
  'later page': '/api/people/',
  planets: '/api/planets/',
  'single planet': '/api/planets/28/',
}

/** A planet that a source does not have leaves its people without a homeworld's name. */
const isMissingPlanet = (stage: Stage, what: string): boolean =>
  stage === 'single planet' && /^4(04|10)/.test(what)

const PICKED = STAGES.flatMap((stage) => Object.keys(ALL).map((what) => ({ stage, what }))).filter(
  ({ stage, what }) => !isMissingPlanet(stage, what),
)

let server: TestServer
let first: Source
const sources = new Map<string, Source>()
/** Each begun alone and at the same time: most of them wait between their attempts. */
const ended = new Map<string, Promise<SeenDataset>>()

const keyOf = (stage: Stage, what: string): string => `${stage}: ${what}`

beforeAll(async () => {
  first = await startSource(silence)
  for (const { stage, what } of PICKED) {
    sources.set(keyOf(stage, what), await startSource(failAt(stage, (ALL[what] as Refusal).behaviour)))
  }
  const others = [...sources.values()].map(({ url }) => url)
  server = await startServer({ env: { SWAPI_SOURCES: [first.url, 'archive', ...others].join(',') } })
  for (const [key, { url }] of sources) {
    const dataset = begin(server, url).then(({ id }) => waitUntilEnded(server, id))
    // A failure belongs to the test that asks for it.
    dataset.catch(() => undefined)
    ended.set(key, dataset)
  }
})

afterAll(async () => {
  await server?.stop()
  await Promise.all([first, ...sources.values()].map((source) => source?.close()))
})

const nameless = (reason: string | null | undefined): string =>
  (reason ?? '').replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')

/** Both lists are asked for at once, and either refusal may be the first to arrive. */
const ofEither = (reason: string): string => reason.replace('/api/planets/ ', `${PATHS['first page']} `)

describe('the first source refuses, and the archive serves instead', () => {
  async function expectArchive(reason: string): Promise<void> {
    const { status, source, rowCount, sourceFailures } = await download(server)
    expect({ status, source, rowCount }).toEqual({ status: 'ready', source: 'archive', rowCount: 82 })
    expect(sourceFailures.map((failure) => ofEither(nameless(failure.reason)))).toEqual([reason])
  }

  test.each(Object.keys(ALL))('%s', async (what) => {
    const { behaviour, reason } = ALL[what] as Refusal
    first.behave(behaviour)
    await expectArchive(reason.replace('PATH', PATHS['first page']))
  })

  test('one of its two lists is refused while the other is silent: nobody waits for that one', async () => {
    first.behave((request, response) => {
      if (request.url?.includes('/people')) response.writeHead(410).end()
    })
    const { ms, status } = await download(server)
    expect(status).toBe('ready')
    // Silence alone takes 30 seconds.
    expect(ms).toBeLessThan(25_000)
  })

  test.each([
    ['never answers', silence],
    ['stops in the middle of an answer', silenceAfterHeaders],
  ])('it %s: passed over after the deadline', async (_what, behaviour) => {
    first.behave(behaviour)
    await expectArchive('HOST did not answer within 30 s.')
  })

  test('it refuses again and again, and is right at last: no refusal has kept a place at its host', async () => {
    first.behave((ALL['404 with a body'] as Refusal).behaviour)
    for (let time = 0; time < 4; time++) await download(server, first.url)
    first.behave(servePages)
    expect(await download(server)).toMatchObject({ status: 'ready', source: first.url, rowCount: 25 })
  })
})

describe('a source that was picked alone and refuses: failed with the reason, and no file', () => {
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

test('a planet that the source does not have: ready, with a warning and an empty homeworld', async () => {
  for (const what of ['404 without a body', '410']) {
    first.behave(failAt('single planet', (ALL[what] as Refusal).behaviour))
    const { status, warnings } = await download(server, first.url)
    expect({ status, warnings }).toEqual({
      status: 'ready',
      warnings: [
        '1 character whose homeworld the source does not know: Person 4. They are kept, with an empty homeworld.',
      ],
    })
  }
})
