import { ask, downloadArchive, type Answer } from './http'
import { startServer, type TestServer } from './server'

/** Pages are made piece by piece, and sent again in one. */
const isKept = ({ headers }: Answer): boolean => headers['content-length'] !== undefined

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
    // A minute may begin, which makes it another one.
    const answers = [await askAgain(), await askAgain()]
    expect(answers.some(isKept)).toBe(true)
    const asked = answers.map(({ headers }) => askAgain({ 'if-none-match': String(headers.etag) }))
    expect((await Promise.all(asked)).map(({ status }) => status)).toContain(304)
  })

  test('is not sent again after a write, nor while a dataset can be restored', async () => {
    const askAgain = (): Promise<Answer> => ask(server, '/')
    const seen = [await askAgain(), await askAgain(), await askAgain()]
    expect(seen.some(isKept)).toBe(true)
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
    const restored = [await askAgain(), await askAgain(), await askAgain()]
    expect(restored.some(isKept)).toBe(true)
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
    const answers = [await ask(server, '/login'), await ask(server, '/login')]
    expect(answers.map(isKept)).toEqual([false, true])
    expect(answers.map(({ body }) => body.includes('Access token'))).toEqual([true, true])
    expect(answers.map(({ headers }) => headers.etag !== undefined)).toEqual(Array(2).fill(PRIVATE === ''))
  })
})
