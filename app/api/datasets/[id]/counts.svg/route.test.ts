import { GET } from '@/app/api/datasets/[id]/counts.svg/route'
import { datasetTitle } from '@/lib/format/dataset-title'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readAnswer } from '@/lib/testing/api'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

function ask(query: string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(`http://localhost/api/datasets/${dataset.id}/counts.svg?${query}`, init)
  return GET(request, { params: Promise.resolve({ id: dataset.id }) })
}

describe('a picture of counts', () => {
  test('is an attachment with its own name and tag', async () => {
    const response = await ask('columns=homeworld&q=blue&limit=3')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-disposition': `attachment; filename="people-${dataset.id}-counts.svg"`,
      'cache-control': 'private, no-cache',
      vary: 'accept-encoding',
      etag: expect.stringMatching(new RegExp(`^W/"${String(dataset.sha256)}-[0-9a-f]{16}"$`)) as string,
    })
    const svg = await response.text()
    expect(svg.match(/<g>/g)).toHaveLength(3)
    expect(svg).toMatch(/>\d+ values · \d+ of 82 rows, where any column contains “blue”<\/text>/)
    expect(svg).toContain(`>${datasetTitle(dataset)}</text>`)
  })

  test('of a pivot has the pivot, and its own name', async () => {
    const response = await ask('columns=eye_color,gender&view=pivot&height__gt=200')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="people-${dataset.id}-pivot.svg"`,
    )
    const svg = await response.text()
    expect(svg).toContain('>eye_color by gender</text>')
    expect(svg).toMatch(/ · \d+ of 82 rows, where height &gt; 200<\/text>/)
  })

  test('has at most forty bars, and says how many more combinations there are', async () => {
    const svg = await (await ask('columns=homeworld')).text()
    expect(svg.match(/<g>/g)).toHaveLength(40)
    expect(svg).toContain('>and 9 more values</text>')
  })

  test('is not sent again to a client that has it', async () => {
    const etag = (await ask('columns=date')).headers.get('etag') ?? ''
    expect((await ask('columns=date', { headers: { 'if-none-match': etag } })).status).toBe(304)
    const other = await ask('columns=date&theme=dark', { headers: { 'if-none-match': etag } })
    expect(other.status).toBe(200)
  })

  test.each([
    ['', 'Say which columns to count: ?columns=date,homeworld'],
    ['columns=date&limit=41', 'limit must be 40 or less: a chart shows no more bars.'],
    ['columns=date&view=table', 'The view must be pivot, once.'],
    ['columns=date&view=pivot', 'A pivot needs two columns: ?columns=eye_color,gender&view=pivot'],
    ['columns=date,name,mass&view=pivot', 'A pivot needs two columns: ?columns=eye_color,gender&view=pivot'],
    [
      'columns=date,name&view=pivot&limit=5',
      'A pivot has no limit: it shows the most frequent values of two columns.',
    ],
    [
      'columns=date,name&view=pivot&sort=date',
      'A pivot has no sort: it shows the most frequent values of two columns.',
    ],
    ['columns=date&theme=blue', 'The theme must be light or dark, once.'],
    ['columns=date&theme=dark&theme=dark', 'The theme must be light or dark, once.'],
    [
      'columns=date&sort=-x',
      'Counts are sorted by count or by the columns that are counted; "x" is neither.',
    ],
  ])('is refused for ?%s with a message', async (query, message) => {
    expect(await readAnswer(await ask(query), 'Error')).toEqual({
      status: 400,
      body: { error: { code: 'invalid', message } },
    })
  })
})
