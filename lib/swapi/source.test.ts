import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { env } from '@/lib/env'
import { PEOPLE, PLANETS } from '@/lib/resources/people'
import { openSource } from '@/lib/swapi/source'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

const PLANET = JSON.stringify({ name: 'Tatooine', url: '/api/planets/1' })

let closeLast: (() => unknown) | undefined
afterEach(() => closeLast?.())

async function serve(shape: 'array' | 'paged' | 'expanded'): Promise<SwapiServer> {
  const server = await startSwapiServer({ shape })
  closeLast = () => server.close()
  return server
}

/** A minimal server, and the paths requested from it. */
async function serveRaw(listener: RequestListener): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = []
  const server: Server = createServer((request, response) => {
    paths.push(request.url ?? '')
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closeLast = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, paths }
}

describe('a source over HTTP', () => {
  test('that pages its lists gets the slash it wants, so that no request is redirected', async () => {
    const { url, requests } = await serve('paged')
    const onRequest = jest.fn()
    const source = openSource(url, { onRequest })
    expect(await source.readPage(PEOPLE, 2)).toMatchObject({ shape: 'paged', declaredCount: 82 })
    expect(await source.readRecord(PLANETS, 28)).toEqual({ id: 28, name: 'unknown' })
    expect(requests).toEqual(['/api/people/?page=2&limit=100&expanded=true', '/api/planets/28/'])
    expect(onRequest).toHaveBeenCalledTimes(2)
  })

  test('is the same whether or not its URL ends in slashes', async () => {
    const { url, requests } = await serve('paged')
    await openSource(`${url}//`).readRecord(PLANETS, 1)
    expect(requests).toEqual(['/api/planets/1/'])
  })

  test.each(['array', 'expanded'] as const)(
    'of shape %s returns everyone with one request',
    async (shape) => {
      const { url, requests } = await serve(shape)
      const page = await openSource(url).readPage(PEOPLE, 1)
      expect(page).toMatchObject({ shape, pagesTotal: 1 })
      expect(page.records).toHaveLength(82)
      expect(requests).toHaveLength(1)
    },
  )

  test('that wraps single records returns a planet all the same', async () => {
    const { url } = await serve('expanded')
    expect(await openSource(url).readRecord(PLANETS, 1)).toEqual({ id: 1, name: 'Tatooine' })
  })

  test('that redirects to bare URLs gets those from then on', async () => {
    const { url, paths } = await serveRaw((request, response) => {
      if (request.url?.endsWith('/')) response.writeHead(301, { location: request.url.slice(0, -1) }).end()
      else response.end(PLANET)
    })
    for (let time = 0; time < 3; time++) await openSource(url).readRecord(PLANETS, 1)
    expect(paths).toEqual(['/api/planets/1/', '/api/planets/1', '/api/planets/1', '/api/planets/1'])
  })

  test('that knows only bare URLs gets those from then on', async () => {
    const { url, paths } = await serveRaw((request, response) => {
      if (request.url?.endsWith('/')) response.writeHead(404).end()
      else response.end(PLANET)
    })
    for (let time = 0; time < 3; time++) await openSource(url).readRecord(PLANETS, 1)
    expect(paths).toEqual(['/api/planets/1/', '/api/planets/1', '/api/planets/1', '/api/planets/1'])
  })

  test('that returns 404 for both forms has nothing there', async () => {
    const { url, paths } = await serveRaw((_, response) => response.writeHead(404).end())
    await expect(openSource(url).readRecord(PLANETS, 1)).rejects.toThrow(
      `${new URL(url).host} has nothing at /api/planets/1/ (404).`,
    )
    expect(paths).toEqual(['/api/planets/1/', '/api/planets/1'])
  })

  test('that is known to want the slash is not queried twice for what it does not have', async () => {
    const { url, requests } = await serve('paged')
    const source = openSource(url)
    await source.readRecord(PLANETS, 1)
    await expect(source.readRecord(PLANETS, 999)).rejects.toMatchObject({ status: 404 })
    expect(requests).toEqual(['/api/planets/1/', '/api/planets/999/'])
  })

  test('that fails otherwise is not retried here', async () => {
    const { url, paths } = await serveRaw((_, response) => response.writeHead(500).end())
    await expect(openSource(url).readRecord(PLANETS, 1)).rejects.toMatchObject({
      status: 500,
      retriable: true,
    })
    expect(paths).toHaveLength(1)
  })

  test('may send a large first document, but only a page’s worth after it', async () => {
    const { url } = await serveRaw((_, response) => response.end(JSON.stringify([' '.repeat(6_000_000)])))
    expect((await openSource(url).readPage(PEOPLE, 1)).records).toHaveLength(1)
    await expect(openSource(url).readPage(PEOPLE, 2)).rejects.toThrow(
      `${new URL(url).host} sent a response of more than 5,242,880 bytes, the limit set by UPSTREAM_PAGE_MAX_BYTES. Raise it if that is to be expected, or choose another source.`,
    )
  })

  test('never has more concurrent requests than the limit, however often it is opened', async () => {
    const limit = env().UPSTREAM_CONCURRENCY
    const open: ServerResponse[] = []
    let most = 0
    // Responses are held back until as many requests as allowed are waiting, so that one more would be noticed.
    const { url, paths } = await serveRaw((_, response) => {
      open.push(response)
      most = Math.max(most, open.length)
      if (open.length < limit) return
      setTimeout(() => open.splice(0).forEach((waiting) => waiting.end(PLANET)), 50)
    })
    await Promise.all(Array.from({ length: 7 * limit }, () => openSource(url).readRecord(PLANETS, 1)))
    expect(paths).toHaveLength(7 * limit)
    expect(most).toBe(limit)
  })
})

describe('the archive', () => {
  test('returns each collection whole, without a request', async () => {
    const onRequest = jest.fn()
    const source = openSource('archive', { onRequest })
    const page = await source.readPage(PEOPLE, 1)
    expect(page).toMatchObject({ shape: 'array', declaredCount: null, pagesTotal: 1 })
    expect(page.records).toHaveLength(82)
    expect((await source.readPage(PLANETS, 1)).records).toHaveLength(60)
    expect(onRequest).not.toHaveBeenCalled()
  })

  test('returns a planet by its id', async () => {
    expect(await openSource('archive').readRecord(PLANETS, 28)).toEqual({ id: 28, name: 'unknown' })
    await expect(openSource('archive').readRecord(PLANETS, 61)).rejects.toThrow(
      'The archive has no planet 61.',
    )
  })
})
