import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelDownload, startDownload } from '@/inngest/downloads'
import { download, readCsv, serveSwapi, setUpDownloads, waitUntilEnded } from '@/inngest/testing'
import { requireDataset } from '@/lib/datasets/store'
import { storage } from '@/lib/storage'
import { setSources } from '@/lib/testing/app'
import { canonicalRecords } from '@/lib/testing/swapi-server'

setUpDownloads()

describe('a complete download', () => {
  test.each([
    ['array', 2],
    ['expanded', 2],
    ['paged', 15],
  ] as const)('from a source of shape %s takes %i requests', async (shape, requests) => {
    const server = await serveSwapi({ shape })
    const dataset = await download(server.url)
    expect(dataset).toMatchObject({
      status: 'ready',
      error: null,
      rowCount: 82,
      planetCount: 60,
      requests,
      retries: 0,
    })
    expect(server.requests).toHaveLength(requests)
    expect(new Set(server.requests).size).toBe(requests)
    expect(dataset.declaredCount).toBe(shape === 'array' ? null : 82)
  })

  test('produces the same bytes from every shape and from the archive', async () => {
    const hashes = new Set<string | null>()
    for (const shape of ['array', 'expanded', 'paged'] as const)
      hashes.add((await download((await serveSwapi({ shape })).url)).sha256)
    hashes.add((await download('archive')).sha256)
    expect([...hashes]).toEqual(['130378ec4dc230ab6a4592ce8d705cf35c77d14c1bebf1f7dc7149a1a4602c97'])
  })

  test('has ten columns in order, Luke first, quotes where CSV needs them, and accents', async () => {
    const lines = readCsv(await download('archive')).split('\n')
    expect(lines).toHaveLength(84)
    expect(lines[0]).toBe('name,height,mass,hair_color,skin_color,eye_color,birth_year,gender,homeworld,date')
    expect(lines[1]).toBe('Luke Skywalker,172,77,blond,fair,blue,19BBY,male,Tatooine,2014-12-20')
    expect(lines).toContain(
      'Jabba Desilijic Tiure,175,"1,358",n/a,"green-tan, brown",orange,600BBY,hermaphrodite,Nal Hutta,2014-12-20',
    )
    expect(lines).toContain('Padmé Amidala,185,45,brown,light,brown,46BBY,female,Naboo,2014-12-20')
    expect(lines[82]).toMatch(/^Tion Medon,/)
    expect(lines[83]).toBe('')
  })

  test('orders people by number, whatever the order and size of the responses', async () => {
    const people = canonicalRecords('people')
    const shuffled = [...people.slice(40), ...people.slice(0, 40)].reverse()
    const ordered = await download((await serveSwapi({ shape: 'paged', pageSize: 7 })).url)
    const mixed = await download((await serveSwapi({ shape: 'paged', people: shuffled, pageSize: 7 })).url)
    expect(mixed.sha256).toBe(ordered.sha256)
  })

  test('requests single planets when they are fewer than the pages of planets', async () => {
    const people = canonicalRecords('people').slice(0, 10)
    const server = await serveSwapi({ shape: 'paged', people })
    const dataset = await download(server.url)
    expect(dataset).toMatchObject({ status: 'ready', rowCount: 10, requests: 3 })
    expect(server.requests.at(-1)).toBe('/api/planets/20/')
    expect(readCsv(dataset)).toContain(
      'Obi-Wan Kenobi,182,77,"auburn, white",fair,blue-gray,57BBY,male,Stewjon,2014-12-20',
    )
  })

  test('keeps a character without a homeworld, and says so', async () => {
    const people = canonicalRecords('people').map((person) =>
      person.id === 1 ? { ...person, homeworld: null } : person,
    )
    const dataset = await download((await serveSwapi({ shape: 'array', people })).url)
    expect(dataset).toMatchObject({ status: 'ready', rowCount: 82 })
    expect(dataset.warnings).toEqual([
      '1 character without a homeworld: Luke Skywalker. They are kept, with an empty homeworld.',
    ])
    expect(readCsv(dataset)).toContain('Luke Skywalker,172,77,blond,fair,blue,19BBY,male,,2014-12-20\n')
  })

  test('keeps a character whose homeworld the source does not know, and says so', async () => {
    const planets = canonicalRecords('planets').filter((planet) => planet.id !== 20)
    const dataset = await download((await serveSwapi({ shape: 'paged', planets })).url)
    expect(dataset).toMatchObject({ status: 'ready', rowCount: 82 })
    expect(dataset.warnings).toEqual([
      '1 character whose homeworld the source does not know: Obi-Wan Kenobi. They are kept, with an empty homeworld.',
    ])
  })

  test('warns that the dates of an expanded source are not edit dates', async () => {
    const dataset = await download((await serveSwapi({ shape: 'expanded' })).url)
    expect(dataset.warnings).toEqual([
      expect.stringMatching(/^The date column shows when the source’s server started/),
    ])
  })

  test('takes the date in UTC', async () => {
    const people = canonicalRecords('people').map((person) => ({
      ...person,
      edited: '2014-12-20T23:30:00.000000-05:00',
    }))
    const dataset = await download((await serveSwapi({ shape: 'array', people })).url)
    expect(readCsv(dataset)).toContain(',Tatooine,2014-12-21\n')
  })

  test('survives requests that fail at first, and counts every request', async () => {
    const server = await serveSwapi({
      shape: 'paged',
      intercept: ({ page, earlier }, response) => {
        if (page !== 4 || earlier > 1) return false
        response.writeHead(503).end('busy')
        return true
      },
    })
    const dataset = await download(server.url)
    // Page 4 of people and page 4 of planets, each requested three times.
    expect(dataset).toMatchObject({ status: 'ready', rowCount: 82, requests: 19, retries: 4 })
    expect(server.requests).toHaveLength(19)
  })

  test('leaves no parts behind', async () => {
    const dataset = await download((await serveSwapi({ shape: 'paged' })).url)
    expect(readFileSync(storage.datasetPath(dataset.id, dataset.fileName)).byteLength).toBe(dataset.byteSize)
    while ((await storage.listStoredIds('parts')).includes(dataset.id)) await sleep(5)
  })
})

describe('concurrent requests', () => {
  test('for the same source join the running download', async () => {
    setSources((await serveSwapi({ shape: 'paged' })).url)
    const requested = await Promise.all(Array.from({ length: 50 }, () => startDownload('auto')))
    expect(new Set(requested.map(({ dataset }) => dataset.id)).size).toBe(1)
    expect(requested.filter(({ joined }) => !joined)).toHaveLength(1)
    const dataset = await waitUntilEnded(requested[0]?.dataset.id ?? '')
    expect(dataset).toMatchObject({ status: 'ready', requests: 15 })
  })

  test('are rejected for a source that is not configured', async () => {
    setSources('archive')
    await expect(startDownload('http://169.254.169.254/')).rejects.toThrow(
      '169.254.169.254 is not one of the configured sources. Choose one from the list.',
    )
  })
})

describe('a cancelled download', () => {
  test('ends immediately, keeps no file, and lets the next one start', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const server = await serveSwapi({
      shape: 'paged',
      intercept: ({ resource, page }, response) => {
        if (resource !== 'people' || page !== 5) return false
        void held.then(() => response.writeHead(500).end())
        return true
      },
    })
    setSources(server.url)
    const { dataset } = await startDownload('auto')
    while (server.requests.length < 8) await sleep(5)
    await cancelDownload(dataset.id)
    release()
    expect((await requireDataset(dataset.id)).status).toBe('cancelled')
    const next = await download('archive')
    expect(next.status).toBe('ready')
    expect((await requireDataset(dataset.id)).status).toBe('cancelled')
    expect(await storage.listStoredIds('parts')).not.toContain(dataset.id)
  })
})
