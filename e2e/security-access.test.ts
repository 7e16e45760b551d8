import type { Browser, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { addSchedule, ask, downloadArchive, encodeForm, readForm } from './http'
import { listPages, listRoutes } from './routes'
import { startServer, type TestServer } from './server'
import { errorSchema } from '@/lib/api/openapi/schemas'

const TOKEN = 'a-token-of-thirty-characters..'
const BEARER = { authorization: `Bearer ${TOKEN}` }
const SETTINGS = { SWAPI_SOURCES: 'archive', ACCESS_TOKEN: TOKEN }

/** Routes that require no token: the checks, and Inngest's endpoint, which is closed here. */
const OPEN_ROUTES: Record<string, number> = { '/api/health': 200, '/api/ready': 200, '/api/inngest': 404 }

/** Content that only readers may see. */
const SECRETS = /people-\d|Tatooine|Luke|as an OpenAPI/

/** The header of a browser that already has the layout. */
const ROUTER_STATE = encodeURIComponent(JSON.stringify(['', { children: ['other', {}] }, null, null]))

/** Requests only the content inside the layout, as a client-side navigation does. */
async function askInside(server: TestServer, address: string, headers = {}): Promise<string> {
  const claim = { rsc: '1', 'next-router-state-tree': ROUTER_STATE, ...headers }
  const led = await ask(server, address, { headers: claim })
  // Next.js requires a hash of these headers in the URL, and redirects there.
  const { status, body } = await ask(server, String(led.headers.location), { headers: claim })
  expect({ address, status }).toEqual({ address, status: 200 })
  return body
}

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Access token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in as a browser without JavaScript does, and returns the cookie. */
async function signInOverHttp(server: TestServer): Promise<string> {
  const fields = await readForm(server, '/login', 'Access token')
  const { body, headers } = await encodeForm({ ...fields, token: TOKEN })
  const sent = { ...headers, origin: server.url }
  const answer = await ask(server, '/login', { method: 'POST', body, headers: sent })
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

describe('when everything is private', () => {
  let server: TestServer
  let id: string

  beforeAll(async () => {
    server = await startServer({ env: { ...SETTINGS, PRIVATE: '1' } })
    id = await downloadArchive(server, BEARER)
  })
  afterAll(() => server?.stop())

  test('every page redirects to the login and reveals nothing', async () => {
    const pages = listPages(id).filter((address) => address !== '/login')
    expect(pages).toEqual(expect.arrayContaining(['/', '/api-docs', `/datasets/${id}`]))
    // Missing pages do not reveal that they are missing.
    const missing = ['/datasets/20200101-000000-aaaaa', `/datasets/${id}/rows/83`]
    for (const address of [...pages, ...missing]) {
      const asked = `${address}?limit=20`
      const { status, headers, body } = await ask(server, asked)
      const next = encodeURIComponent(asked)
      expect({ address, status, location: headers.location }).toEqual({
        address,
        status: 307,
        location: `/login?next=${next}`,
      })
      expect(body).not.toMatch(SECRETS)
    }
  })

  test('no page reveals more to a browser that claims to have the layout', async () => {
    for (const address of listPages(id).filter((one) => one !== '/login')) {
      expect(await askInside(server, address)).not.toMatch(SECRETS)
    }
    // With a session, the same request does return content.
    const cookie = await signInOverHttp(server)
    const body = await askInside(server, `/datasets/${id}`, { cookie })
    expect(body).toMatch(SECRETS)
    expect(body).not.toContain('Skip to the content')
  })

  test('every route refuses clients without a token', async () => {
    const routes = listRoutes(id)
    expect(routes.length).toBeGreaterThan(9)
    for (const { method, address } of routes) {
      const { status, body } = await ask(server, address, { method })
      const expected = OPEN_ROUTES[address] ?? 401
      expect({ method, address, status }).toEqual({ method, address, status: expected })
      if (expected === 401) {
        expect(errorSchema.parse(JSON.parse(body)).error.code).toBe('unauthorized')
        expect((await ask(server, address, { method: 'HEAD' })).status).not.toBe(200)
      }
    }
  })

  test('a program with the token can read', async () => {
    expect((await ask(server, `/api/datasets/${id}/rows`, { headers: BEARER })).status).toBe(200)
    expect((await ask(server, '/api/openapi.json', { headers: BEARER })).status).toBe(200)
  })

  test('a visitor who signs in gets the requested page, and can see every other', async () => {
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false })
    const page = await context.newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
    await page.goto(`/datasets/${id}?limit=20`)
    await signIn(page, TOKEN)
    await page.getByText('Luke Skywalker').first().waitFor()
    expect(page.url()).toBe(`${server.url}/datasets/${id}?limit=20`)
    const pages = listPages(id, await addSchedule(server, BEARER)).filter((one) => one !== '/login')
    for (const address of pages)
      expect([address, (await page.goto(address))?.status()]).toEqual([address, 200])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })
})

describe.each([true, false])('when changes require the token (with JavaScript: %p)', (javaScriptEnabled) => {
  let server: TestServer
  let page: Page

  beforeAll(async () => {
    server = await startServer({ env: SETTINGS })
    page = await (await browser.newContext({ baseURL: server.url, javaScriptEnabled })).newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
  })
  afterAll(() => server?.stop())

  test('every visitor can read, and changes require signing in', async () => {
    await page.goto('/')
    await page.getByRole('button', { name: 'Download latest' }).click()
    await page.getByText('Sign in to change anything here: the link is at the top of the page.').waitFor()
    expect(JSON.parse((await ask(server, '/api/datasets')).body)).toMatchObject({ total: 0 })
  })

  test('a wrong token is refused with a clear message', async () => {
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn(page, 'not the token')
    await page.getByText('The access token is wrong.').waitFor()
    expect(await page.context().cookies()).toEqual([])
  })

  test('a signed-in visitor can download, and after signing out cannot', async () => {
    await signIn(page, TOKEN)
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    expect(await page.context().cookies()).toMatchObject([
      { name: 'holocron_session', httpOnly: true, sameSite: 'Lax', secure: false, path: '/' },
    ])
    await page.getByRole('button', { name: 'Download latest' }).click()
    await page
      .getByText(/^Ready$/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    await page.getByRole('button', { name: 'Download latest' }).click()
    await page.getByText('Sign in to change anything here: the link is at the top of the page.').waitFor()
    expect(JSON.parse((await ask(server, '/api/datasets')).body)).toMatchObject({ total: 1 })
  })

  test('programs can make changes only with the token', async () => {
    for (const { method, address } of listRoutes('20200101-000000-aaaaa')) {
      if (method === 'GET' || address === '/api/inngest') continue
      const refused = await ask(server, address, { method })
      expect({ method, address, status: refused.status }).toEqual({ method, address, status: 401 })
    }
    const cancel = '/api/datasets/20200101-000000-aaaaa/cancel'
    expect((await ask(server, cancel, { method: 'POST', headers: BEARER })).status).toBe(404)
  })
})
