import { forgetWrongTokens } from '@/lib/access/wrong-tokens'
import { readJsonBody, route } from '@/lib/api/route'
import { env } from '@/lib/env'
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

afterEach(() => {
  Object.assign(env(), { ACCESS_TOKEN: undefined, PRIVATE: false })
  forgetWrongTokens()
})

/** Runs a route that anyone may read. */
function run(handle: () => Promise<Response>): Promise<Response> {
  return route(new Request(URL), handle)
}

describe('a route', () => {
  test('that succeeds is left unchanged', async () => {
    const response = new Response('name\n', { status: 202, headers: { 'content-type': 'text/csv' } })
    expect(await run(() => Promise.resolve(response))).toBe(response)
  })

  test('that returns JSON sets the length', async () => {
    const response = await run(() => Promise.resolve(Response.json({ name: 'Padmé' }, { status: 202 })))
    expect([response.status, Object.fromEntries(response.headers)]).toEqual([
      202,
      { 'content-type': 'application/json', 'content-length': '17' },
    ])
    expect(await response.json()).toEqual({ name: 'Padmé' })
  })

  test.each<[ErrorCode, number]>([
    ['invalid', 400],
    ['unauthorized', 401],
    ['forbidden', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['not_ready', 409],
    ['too_large', 413],
    ['too_many', 429],
    ['upstream', 502],
    ['unavailable', 503],
    ['busy', 503],
    ['timeout', 503],
    ['memory', 503],
    ['aborted', 499],
  ])('that fails with "%s" returns %i in the one error shape', async (code, status) => {
    const response = await run(() => Promise.reject(new AppError(code, 'What happened, and what to do.')))
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: { code, message: 'What happened, and what to do.' } })
  })

  test('that is too busy says when to retry; one that cannot succeed does not', async () => {
    const retryAfter = async (code: ErrorCode): Promise<string | null> =>
      (await run(() => Promise.reject(new AppError(code, 'No.')))).headers.get('retry-after')
    expect(await retryAfter('busy')).toBe('1')
    expect(await retryAfter('timeout')).toBeNull()
    expect(await retryAfter('memory')).toBeNull()
  })

  test('that fails because of a source says so', async () => {
    const response = await run(() =>
      Promise.reject(new SourceError('swapi.dev is off.', { retriable: true })),
    )
    expect(response.status).toBe(502)
    expect(await response.json()).toEqual({ error: { code: 'upstream', message: 'swapi.dev is off.' } })
  })

  test('that fails unexpectedly returns 500 without details, which are in the log', async () => {
    const logged = jest.spyOn(log, 'error').mockImplementation(() => undefined)
    const error = new Error('SQLITE_CORRUPT: /srv/storage/holocron.db')
    const response = await run(() => Promise.reject(error))
    expect(response.status).toBe(500)
    expect([...response.headers.keys()]).toEqual(['content-length', 'content-type'])
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

const TOKEN = 'a-token-of-thirty-characters..'

describe('a change', () => {
  const change = (headers: Record<string, string>): Promise<Response> =>
    route(post(headers), () => Promise.resolve(Response.json('done')))

  test('requested by a program is made where there is no token', async () => {
    expect((await change({})).status).toBe(200)
  })

  test('requested by another site is refused before anything happens', async () => {
    const handle = jest.fn()
    const response = await route(post({ origin: 'https://evil.example' }), handle)
    expect(response.status).toBe(403)
    expect(handle).not.toHaveBeenCalled()
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'by %s requires the token where one is set',
    async (method) => {
      env().ACCESS_TOKEN = TOKEN
      const ask = (headers: Record<string, string>): Promise<Response> =>
        route(new Request(URL, { method, headers }), () => Promise.resolve(Response.json('done')))
      const refused = await ask({})
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toBe('Bearer')
      expect(await refused.json()).toEqual({
        error: {
          code: 'unauthorized',
          message: 'Changes require the access token: send it as “Authorization: Bearer …”, or sign in.',
        },
      })
      expect((await ask({ authorization: `Bearer ${TOKEN}` })).status).toBe(200)
    },
  )

  test('with a declared body larger than 1 MiB is refused unread', async () => {
    expect((await change({ 'content-length': '1048576' })).status).toBe(200)
    const handle = jest.fn()
    const response = await route(post({ 'content-length': '1048577' }), handle)
    expect(response.status).toBe(413)
    expect(handle).not.toHaveBeenCalled()
  })
})

describe('reading', () => {
  const read = (headers: Record<string, string> = {}): Promise<Response> =>
    route(new Request(URL, { headers }), () => Promise.resolve(Response.json('read')))

  test('stays public where changes require the token', async () => {
    env().ACCESS_TOKEN = TOKEN
    expect((await read()).status).toBe(200)
    expect((await read({ authorization: 'Bearer wrong' })).status).toBe(200)
  })

  test('requires the token where everything is private', async () => {
    Object.assign(env(), { ACCESS_TOKEN: TOKEN, PRIVATE: true })
    expect((await read()).status).toBe(401)
    expect((await read({ authorization: `Bearer ${TOKEN}` })).status).toBe(200)
  })

  test('with an eleventh wrong token has to wait, and continues with the right one', async () => {
    Object.assign(env(), { ACCESS_TOKEN: TOKEN, PRIVATE: true })
    for (let tries = 0; tries < 10; tries++)
      expect((await read({ authorization: `Bearer wrong-${tries}` })).status).toBe(401)
    const response = await read({ authorization: 'Bearer wrong' })
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('60')
    expect(await response.json()).toEqual({
      error: {
        code: 'too_many',
        message: 'There were too many wrong access tokens. Wait a minute, then try again.',
      },
    })
    expect((await read({ authorization: `Bearer ${TOKEN}` })).status).toBe(200)
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

  test('of exactly 1 MiB is accepted, one byte more is refused', async () => {
    const largest = JSON.stringify('x'.repeat(1024 * 1024 - 2))
    expect(await readJsonBody(post({}, largest))).toHaveLength(1024 * 1024 - 2)
    await expect(readJsonBody(post({}, `${largest} `))).rejects.toMatchObject({
      code: 'too_large',
      message: 'The body is larger than 1 MiB.',
    })
  })

  test('is refused as soon as it is too large, without reading the rest', async () => {
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
