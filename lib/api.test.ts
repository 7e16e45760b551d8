import { assertSameSite, readJsonBody, route } from '@/lib/api'
import { AppError, SourceError, type ErrorCode } from '@/lib/errors'
import { log } from '@/lib/log'

const URL = 'http://holocron.example/api/datasets'

function post(headers: Record<string, string>, body?: BodyInit): Request {
  return new Request(URL, {
    method: 'POST',
    headers: { host: 'holocron.example', ...headers },
    body: body ?? null,
  })
}

describe('a route', () => {
  test('that answers is left alone', async () => {
    const response = Response.json({ ok: true }, { status: 202 })
    expect(await route(() => Promise.resolve(response))).toBe(response)
  })

  test.each<[ErrorCode, number]>([
    ['invalid', 400],
    ['forbidden', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['not_ready', 409],
    ['too_large', 413],
    ['upstream', 502],
    ['unavailable', 503],
    ['busy', 503],
    ['timeout', 503],
    ['memory', 503],
    ['aborted', 499],
  ])('that fails with "%s" answers %i in the one error shape', async (code, status) => {
    const response = await route(() => Promise.reject(new AppError(code, 'What happened, and what to do.')))
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: { code, message: 'What happened, and what to do.' } })
  })

  test('that is too busy says when to ask again; one that cannot be answered does not', async () => {
    const retryAfter = async (code: ErrorCode): Promise<string | null> =>
      (await route(() => Promise.reject(new AppError(code, 'No.')))).headers.get('retry-after')
    expect(await retryAfter('busy')).toBe('1')
    expect(await retryAfter('timeout')).toBeNull()
    expect(await retryAfter('memory')).toBeNull()
  })

  test('that fails because of a source says so', async () => {
    const response = await route(() =>
      Promise.reject(new SourceError('swapi.dev is off.', { retriable: true })),
    )
    expect(response.status).toBe(502)
    expect(await response.json()).toEqual({ error: { code: 'upstream', message: 'swapi.dev is off.' } })
  })

  test('that fails unexpectedly answers 500 without details, which the log has', async () => {
    const logged = jest.spyOn(log, 'error').mockImplementation(() => undefined)
    const error = new Error('SQLITE_CORRUPT: /srv/storage/holocron.db')
    const response = await route(() => Promise.reject(error))
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: {
        code: 'internal',
        message: 'Something went wrong inside Holocron. The log has the details; trying again may help.',
      },
    })
    expect(logged).toHaveBeenCalledWith({ err: error }, 'a request failed')
    logged.mockRestore()
  })
})

describe('a change', () => {
  test.each<[string, Record<string, string>]>([
    ['a program, which sends neither header', {}],
    ['a page of this site', { origin: 'http://holocron.example', 'sec-fetch-site': 'same-origin' }],
    ['a page of this site behind TLS', { origin: 'https://holocron.example' }],
    ['the person, by the address bar', { 'sec-fetch-site': 'none' }],
  ])('asked for by %s is allowed', (_who, headers) => {
    expect(() => assertSameSite(post(headers))).not.toThrow()
  })

  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another site that hides its origin', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour on the same site', { 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another port', { origin: 'http://holocron.example:8080' }],
    ['a name that only begins alike', { origin: 'http://holocron.example.evil.example' }],
    ['an origin that is none', { origin: 'nonsense' }],
    [
      'another site with a forged forward',
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    ],
  ])('asked for by %s is refused', (_who, headers) => {
    expect(() => assertSameSite(post(headers))).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        message: 'Requests from other sites cannot change anything here.',
      }),
    )
  })
})

describe('a body', () => {
  test('is read as JSON', async () => {
    expect(await readJsonBody(post({}, '{"source":"Padmé"}'))).toEqual({ source: 'Padmé' })
  })

  test.each([undefined, '', ' \n'])('of nothing (%j) is an empty object', async (body) => {
    expect(await readJsonBody(post({}, body))).toEqual({})
  })

  test.each(['{', 'source=auto', '<x/>'])('that is not JSON (%s) is refused', async (body) => {
    await expect(readJsonBody(post({}, body))).rejects.toMatchObject({
      code: 'invalid',
      message: 'The body is not JSON.',
    })
  })

  test('of exactly 1 MiB is read, one byte more is refused', async () => {
    const largest = JSON.stringify('x'.repeat(1024 * 1024 - 2))
    expect(await readJsonBody(post({}, largest))).toHaveLength(1024 * 1024 - 2)
    await expect(readJsonBody(post({}, `${largest} `))).rejects.toMatchObject({
      code: 'too_large',
      message: 'The body is larger than 1 MiB.',
    })
  })

  test('is refused as soon as it is too large, without reading on', async () => {
    let chunks = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        chunks += 1
        controller.enqueue(new Uint8Array(100_000))
      },
    })
    const request = new Request(URL, { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
    await expect(readJsonBody(request)).rejects.toMatchObject({ code: 'too_large' })
    expect(chunks).toBeLessThan(20)
  })
})
