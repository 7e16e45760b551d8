import { ask, downloadArchive, type Answer } from './http'
import { startServer, type TestServer } from './server'

/** Pages are made piece by piece, and sent again in one. */
const isKept = ({ headers }: Answer): boolean => headers['content-length'] !== undefined

/** On a busy machine, a part of a page may come late, and such a page is not kept. */
async function askUntilKept(askAgain: () => Promise<Answer>, times = 20): Promise<Answer> {
  const answer = await askAgain()
  return isKept(answer) || times === 1 ? answer : askUntilKept(askAgain, times - 1)
}

describe('the dashboard', () => {
  let server: TestServer
  let id: string
  beforeAll(async () => {
    server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
    id = await downloadArchive(server)
  })
  afterAll(() => server?.stop())

  test('is sent again while nothing was written', async () => {
    const askAgain = (headers = {}): Promise<Answer> => ask(server, '/?sort=label', { headers })
    expect(isKept(await askAgain())).toBe(false)
    const statuses = new Set<number>()
    // Once more if a minute begins in between, which makes it another one.
    for (let time = 0; time < 2; time++) {
      const { headers } = await askUntilKept(askAgain)
      statuses.add((await askAgain({ 'if-none-match': String(headers.etag) })).status)
    }
    expect(statuses).toContain(304)
  })

  test('is not sent again after a write, nor while a dataset can be restored', async () => {
    const askAgain = (): Promise<Answer> => ask(server, '/')
    expect(isKept(await askUntilKept(askAgain))).toBe(true)
    await ask(server, `/api/datasets/${id}`, { method: 'PATCH', body: '{"label":"Written"}' })
    const renamed = await askAgain()
    expect({ isKept: isKept(renamed), isNew: renamed.body.includes('Written') }).toEqual({
      isKept: false,
      isNew: true,
    })
    await ask(server, `/api/datasets/${id}`, { method: 'DELETE' })
    const deleted = [await askAgain(), await askAgain(), await askAgain()]
    expect(deleted.map(isKept)).toEqual([false, false, false])
    await ask(server, `/api/datasets/${id}/restore`, { method: 'POST', body: '{}' })
    expect(isKept(await askUntilKept(askAgain))).toBe(true)
  })
})

describe.each(['', '1'])('with an access token, PRIVATE=%s', (PRIVATE) => {
  let server: TestServer
  beforeAll(async () => {
    const env = { SWAPI_SOURCES: 'archive', ACCESS_TOKEN: 'a-token-of-thirty-characters..', PRIVATE }
    server = await startServer({ env })
  })
  afterAll(() => server?.stop())

  test('the login is sent again', async () => {
    const askAgain = (): Promise<Answer> => ask(server, '/login')
    const answers = [await askAgain(), await askUntilKept(askAgain)]
    expect(answers.map(isKept)).toEqual([false, true])
    expect(answers.map(({ body }) => body.includes('Access token'))).toEqual([true, true])
    expect(answers.map(({ headers }) => headers.etag !== undefined)).toEqual(Array(2).fill(PRIVATE === ''))
  })
})
