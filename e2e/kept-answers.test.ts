import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser'
import { ask, downloadArchive, encodeForm, readForm, type Answer } from './http'
import { startServer, type ServerOptions, type TestServer } from './server'
import fc from '@/lib/testing/fast-check'
import { startPostgres, type TestPostgres } from '@/lib/testing/postgres'

const TOKEN = 'a-token-of-thirty-characters..'
const VIEWS = ['', '?limit=10', '?gender=female&sort=-height', '/counts', '/counts?columns=homeworld']
const QUESTIONS = ['rows?limit=10', 'counts?columns=gender', 'profile?homeworld=Tatooine']

const addressesOf = (id: string): string[] => [
  '/',
  '/?sort=label',
  ...VIEWS.map((view) => `/datasets/${id}${view}`),
  ...QUESTIONS.map((question) => `/api/datasets/${id}/${question}`),
]

/** Pages are made piece by piece, and sent again in one. */
const isKept = ({ headers }: Answer): boolean => headers['content-length'] !== undefined

/**
 * What a visitor sees of an answer: of pages the text, without the scripts, whose order depends on chance, and without ages,
 * since a minute may begin between two answers.
 */
function readContent({ status, body }: Answer): string[] {
  const visible = body
    .replace(/<script.*?<\/script>|<!--.*?-->/gs, '')
    .replaceAll(/\d minutes? ago/g, 'just now')
  const lines = visible.startsWith('{') ? visible.split(/(?<=},)/) : visible.split(/<[^>]*>/)
  return [String(status), ...lines.map((line) => line.trim()).filter((line) => line !== '')]
}

/** On a busy machine a part of a page may come after the rest, in a place of its own: then it is asked for again. */
async function askWhole(server: TestServer, address: string, headers = {}): Promise<Answer> {
  const answer = await ask(server, address, { headers })
  return answer.body.includes('<!--$?-->') ? askWhole(server, address, headers) : answer
}

/** Asks as a visitor, and once more under a name that nobody has used before: that answer is new. */
async function compare(server: TestServer, address: string, turn: number): Promise<void> {
  const host = `name-${turn}.localhost:${server.port}`
  const [seen, made] = [await askWhole(server, address), await askWhole(server, address, { host })]
  expect([address, ...readContent(seen)]).toEqual([address, ...readContent(made)])
}

/** What may be done to datasets, each on one of the servers. */
const CHANGES = ['rename', 'note', 'pin', 'unpin', 'delete', 'restore', 'download', 'nothing'] as const

async function change(
  server: TestServer,
  id: string,
  what: (typeof CHANGES)[number],
  turn: number,
): Promise<void> {
  const send = (method: string, address: string, body: object): Promise<Answer> =>
    ask(server, address, { method, body: JSON.stringify(body) })
  if (what === 'rename') await send('PATCH', `/api/datasets/${id}`, { label: `Name ${turn % 3}` })
  if (what === 'note') await send('PATCH', `/api/datasets/${id}`, { note: `Note ${turn % 2}` })
  if (what === 'pin') await send('PATCH', `/api/datasets/${id}`, { pinned: true })
  if (what === 'unpin') await send('PATCH', `/api/datasets/${id}`, { pinned: false })
  if (what === 'delete') await ask(server, `/api/datasets/${id}`, { method: 'DELETE' })
  if (what === 'restore') await send('POST', `/api/datasets/${id}/restore`, {})
  if (what === 'download') await downloadArchive(server)
}

const folder = mkdtempSync(path.join(tmpdir(), 'holocron-kept-'))
let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

describe.each(['SQLite', 'PostgreSQL'])('with two servers on %s', (database) => {
  let servers: TestServer[]

  beforeAll(async () => {
    const url = database === 'SQLite' ? '' : await postgres.createDatabase('kept')
    const env = { SWAPI_SOURCES: 'archive', DATABASE_URL: url, ALLOWED_HOSTS: '*' }
    const options: ServerOptions = { storageDir: path.join(folder, database), env }
    servers = [await startServer(options), await startServer(options)]
  })
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
  })

  test('no answer is older than the last change, whoever made it', async () => {
    const id = await downloadArchive(servers[0] as TestServer)
    // Servers that have just started may be too slow to have all of a page at once.
    for (const server of servers) for (const address of addressesOf(id)) await ask(server, address)
    let turn = 0
    const step = fc.record({ what: fc.constantFrom(...CHANGES), by: fc.nat(1), seenFirst: fc.boolean() })
    const walk = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 8 }), async (steps) => {
      for (const { what, by, seenFirst } of steps) {
        turn += 1
        const [changed, other] = by === 0 ? servers : servers.toReversed()
        if (changed === undefined || other === undefined) throw new Error('two servers are needed')
        if (seenFirst) await Promise.all(addressesOf(id).map((address) => ask(other, address)))
        await change(changed, id, what, turn)
        for (const server of [other, changed])
          for (const address of addressesOf(id)) await compare(server, address, turn)
      }
    })
    await fc.assert(walk, { numRuns: 2, endOnFailure: true })
  })
})

describe('with one server', () => {
  let server: TestServer
  let browser: Browser
  let id: string
  beforeAll(async () => {
    browser = await launchBrowser()
    server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
    id = await downloadArchive(server)
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()])
  })

  test('a page that was made once is sent again, each time with another nonce', async () => {
    const address = `/datasets/${id}?eye_color=blue`
    // A server that has just started may be too slow to have all of it at once.
    await ask(server, address, { headers: { host: `localhost:${server.port}` } })
    const answers = [await ask(server, address), await ask(server, address), await ask(server, address)]
    expect(answers.map(isKept)).toEqual([false, true, true])
    const nonces = answers.map(
      ({ headers }) => /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1],
    )
    expect(new Set(nonces).size).toBe(3)
    for (const [index, { body, headers }] of answers.entries()) {
      const used = [...`${body} ${String(headers.link)}`.matchAll(/nonce[\\"=:]+([\w+/]+==)/g)].map(
        ([, nonce]) => nonce,
      )
      expect(used.length).toBeGreaterThan(10)
      expect(new Set(used)).toEqual(new Set([nonces[index]]))
    }
  })

  test('a browser that has a page is told so, and the page it has works', async () => {
    const page = await (await browser.newContext({ baseURL: server.url })).newPage()
    const problems: string[] = []
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(String(error)))
    const address = `/datasets/${id}?limit=10`
    await page.goto(address)
    await page.goto('/api-docs')
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    const statuses = new Map<string, number>()
    session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) =>
      statuses.set(requestId, statusCode),
    )
    const asked = new Promise<string>((resolve) =>
      session.on(
        'Network.requestWillBeSent',
        ({ requestId, type }) => type === 'Document' && resolve(requestId),
      ),
    )
    await page.goto(address)
    expect(statuses.get(await asked)).toBe(304)
    await page.getByRole('searchbox').first().fill('Luke')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=Luke/)
    await page.getByRole('cell', { name: 'Luke Skywalker', exact: true }).waitFor()
    expect(problems).toEqual([])
  })

  test('a page has another tag after each change, and only then', async () => {
    const address = `/datasets/${id}?limit=10`
    const tagOf = async (): Promise<string> => (await ask(server, address)).headers.etag ?? ''
    const first = await tagOf()
    expect(await tagOf()).toBe(first)
    await ask(server, `/api/datasets/${id}`, { method: 'PATCH', body: '{"label":"Renamed"}' })
    const second = await tagOf()
    expect(second).not.toBe(first)
    const statuses = [first, second].map((tag) => ask(server, address, { headers: { 'if-none-match': tag } }))
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 304])
  })

  test('what was answered once is not answered any more when the file is damaged', async () => {
    const file = path.join(server.storageDir, 'datasets', id, `people-${id}.parquet`)
    for (const address of addressesOf(id)) await ask(server, address)
    renameSync(file, `${file}.away`)
    try {
      for (const question of QUESTIONS)
        expect(JSON.parse((await ask(server, `/api/datasets/${id}/${question}`)).body)).toMatchObject({
          error: { code: 'damaged' },
        })
      for (const view of ['', '/counts?columns=homeworld'])
        expect((await ask(server, `/datasets/${id}${view}`)).body).toContain('This dataset cannot be read.')
    } finally {
      renameSync(`${file}.away`, file)
    }
    expect((await ask(server, `/datasets/${id}`)).body).not.toContain('This dataset cannot be read.')
  })
})

describe.each([
  { PRIVATE: '', signedOut: 200, says: 'Sign in' },
  { PRIVATE: '1', signedOut: 307, says: '/login' },
])('with an access token, PRIVATE=$PRIVATE', ({ PRIVATE, signedOut, says }) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ env: { SWAPI_SOURCES: 'archive', ACCESS_TOKEN: TOKEN, PRIVATE } })
  })
  afterAll(() => server?.stop())

  test('nobody gets what was made for others', async () => {
    const bearer = { authorization: `Bearer ${TOKEN}` }
    const id = await downloadArchive(server, bearer)
    const fields = await readForm(server, '/login', 'Access token')
    const form = await encodeForm({ ...fields, token: TOKEN })
    const sent = { body: form.body, headers: { ...form.headers, origin: server.url } }
    const signedIn = await ask(server, '/login', { method: 'POST', ...sent })
    const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const see = (address: string, headers: Record<string, string>): Promise<Answer> =>
      ask(server, address, { headers })
    for (const [turn, address] of [...addressesOf(id), ...addressesOf(id)].entries()) {
      const isApi = address.startsWith('/api/')
      const mine = await see(address, { cookie })
      expect(mine.status).toBe(200)
      const theirs = await see(address, {})
      const expected = isApi && PRIVATE ? 401 : isApi ? 200 : signedOut
      expect({ turn, address, status: theirs.status }).toEqual({ turn, address, status: expected })
      if (!isApi) {
        expect(mine.body).toContain('Sign out')
        expect(theirs.body + String(theirs.headers.location)).toContain(says)
        expect(theirs.body).not.toContain('Sign out')
      }
      expect((await see(address, { authorization: 'Bearer of-nothing' })).status).toBe(theirs.status)
    }
    const page = await see(`/datasets/${id}`, { cookie })
    expect(page.headers['cache-control']?.includes('no-store')).toBe(PRIVATE === '1')
  })
})
