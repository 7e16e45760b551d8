import { GET } from '@/app/api/progress/route'
import { startDownload } from '@/inngest/downloads'
import { download, serveSwapi, setUpDownloads } from '@/inngest/testing'
import { readAnswer, readEvents } from '@/lib/testing/api'
import { setSources } from '@/lib/testing/app'

setUpDownloads()

const UNKNOWN = '20261122-203057-k3f9x'

function ask(query = '', init: RequestInit = {}): Promise<Response> {
  return GET(new Request(`http://localhost:3000/api/progress${query}`, init))
}

async function startTwo(): Promise<string[]> {
  const servers = await Promise.all([1, 2].map(() => serveSwapi({ shape: 'paged', delayMs: 150 })))
  setSources(...servers.map(({ url }) => url))
  return Promise.all(servers.map(async ({ url }) => (await startDownload(url)).dataset.id))
}

describe('one stream', () => {
  test('reports several downloads, each until it has ended', async () => {
    const ids = await startTwo()
    const events = await readEvents(await ask(`?ids=${ids.join()}`))
    for (const id of ids) {
      const own = events.filter(({ data }) => (data as { id: string }).id === id)
      expect(own.length).toBeGreaterThan(2)
      expect(own.at(-1)).toEqual({ event: 'end', data: { id, status: 'ready' } })
      expect(own.filter(({ event }) => event === 'end')).toHaveLength(1)
    }
  })

  test('covers the running downloads unless ids are given', async () => {
    const ids = await startTwo()
    const events = await readEvents(await ask())
    const ended = events.filter(({ event }) => event === 'end').map(({ data }) => (data as { id: string }).id)
    expect(ended.sort()).toEqual(ids.sort())
    expect((await ask()).status).toBe(204)
  })

  test('that has ended turns away browsers that reconnect', async () => {
    const { id } = await download('archive')
    const text = await (await ask(`?ids=${id}`)).text()
    expect(text).toBe(`event: end\ndata: {"id":"${id}","status":"ready"}\n\nid: ended\n\n`)
    const again = await ask(`?ids=${id}`, { headers: { 'last-event-id': 'ended' } })
    expect([again.status, await again.text()]).toEqual([204, ''])
  })

  test('is not kept open for HEAD', async () => {
    const [id = ''] = await startTwo()
    const answer = await ask(`?ids=${id}`, { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  test('of an unknown dataset says so', async () => {
    expect(await readEvents(await ask(`?ids=${UNKNOWN}`))).toEqual([
      { event: 'end', data: { id: UNKNOWN, status: 'deleted' } },
    ])
  })
})

describe('format=json', () => {
  test('reports the current status', async () => {
    const [id = ''] = await startTwo()
    const running = await readAnswer(await ask(`?ids=${id}&format=json`), 'Progress')
    expect(running).toMatchObject({
      status: 200,
      body: { downloads: [{ id, progress: { pagesDone: expect.any(Number) } }] },
    })
    const ended = await download('archive')
    const answer = await readAnswer(await ask(`?ids=${ended.id}&format=json`), 'Progress')
    expect(answer.body).toEqual({ downloads: [{ id: ended.id, status: 'ready', progress: null }] })
  })
})

test.each([
  ['no id', '?ids=', 'ids must be ids of datasets, separated by commas.'],
  ['a path among the ids', `?ids=${UNKNOWN},../x`, 'ids must be ids of datasets, separated by commas.'],
  ['101 ids', `?ids=${manyIds(101)}`, 'ids must be 100 or fewer.'],
  ['another format', '?format=csv', 'format must be events or json.'],
  ['another parameter', '?id=1', '"id" is not a parameter. This endpoint takes ids, format.'],
])('%s is refused', async (_, query, message) => {
  expect(await readAnswer(await ask(query), 'Progress')).toEqual({
    status: 400,
    body: { error: { code: 'invalid', message } },
  })
})

function manyIds(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `20261122-203057-${String(index).padStart(5, 'a')}`,
  ).join()
}
