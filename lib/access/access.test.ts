import {
  assertMayRead,
  assertMayWrite,
  mayRead,
  openSession,
  readAccess,
  SESSION_COOKIE,
  SESSION_SECONDS,
} from '@/lib/access/access'
import { forgetWrongTokens, MOST_WRONG_TOKENS } from '@/lib/access/wrong-tokens'
import { env } from '@/lib/env'

const TOKEN = 'a-token-of-thirty-characters..'

function set(settings: { ACCESS_TOKEN?: string; PRIVATE?: boolean }): void {
  Object.assign(env(), settings)
}

function withToken(token: string): Headers {
  return new Headers({ authorization: `Bearer ${token}` })
}

function withCookie(value: string): Headers {
  return new Headers({ cookie: `theme=dark; ${SESSION_COOKIE}=${value}; other=1` })
}

const NOBODY = new Headers()

afterEach(() => {
  Object.assign(env(), { ACCESS_TOKEN: undefined, PRIVATE: false })
  forgetWrongTokens()
  jest.useRealTimers()
})

test('without a token everyone may do everything', () => {
  expect(readAccess(NOBODY)).toBe('open')
  expect(mayRead(NOBODY)).toBe(true)
  expect(() => assertMayRead(NOBODY)).not.toThrow()
  expect(() => assertMayWrite(NOBODY)).not.toThrow()
})

test('with a token everyone may read, and changes require it', () => {
  set({ ACCESS_TOKEN: TOKEN })
  expect(readAccess(NOBODY)).toBe('signed-out')
  expect(mayRead(NOBODY)).toBe(true)
  expect(() => assertMayRead(NOBODY)).not.toThrow()
  expect(() => assertMayWrite(NOBODY)).toThrow(expect.objectContaining({ code: 'unauthorized' }) as Error)
  expect(() => assertMayWrite(withToken(TOKEN))).not.toThrow()
  expect(() => assertMayWrite(withCookie(openSession(TOKEN)))).not.toThrow()
})

test('where everything is private, reading requires the token too', () => {
  set({ ACCESS_TOKEN: TOKEN, PRIVATE: true })
  expect(mayRead(NOBODY)).toBe(false)
  expect(() => assertMayRead(NOBODY)).toThrow(expect.objectContaining({ code: 'unauthorized' }) as Error)
  expect(() => assertMayRead(withToken(TOKEN))).not.toThrow()
  expect(mayRead(withCookie(openSession(TOKEN)))).toBe(true)
})

test.each(['', 'a', TOKEN.slice(1), `${TOKEN}.`, TOKEN.toUpperCase(), '__proto__'])(
  'the token "%s" is refused',
  (token) => {
    set({ ACCESS_TOKEN: TOKEN })
    expect(() => assertMayWrite(withToken(token))).toThrow(
      expect.objectContaining({ code: 'unauthorized' }) as Error,
    )
    expect(() => openSession(token)).toThrow(
      expect.objectContaining({ message: 'The access token is wrong.' }) as Error,
    )
  },
)

test('other credentials are not accepted', () => {
  set({ ACCESS_TOKEN: TOKEN })
  for (const authorization of [TOKEN, `Basic ${TOKEN}`, `Bearer${TOKEN}`, `Bearer ${TOKEN} x`])
    expect(() => assertMayWrite(new Headers({ authorization }))).toThrow()
  expect(() => assertMayWrite(withCookie(TOKEN))).toThrow()
})

describe('the session cookie', () => {
  test('does not contain the token, and expires after thirty days', () => {
    set({ ACCESS_TOKEN: TOKEN })
    jest.useFakeTimers({ now: Date.UTC(2026, 10, 23) })
    const cookie = openSession(TOKEN)
    expect(cookie).toMatch(/^\d{13}\.[\w-]{43}$/)
    expect(cookie).not.toContain(TOKEN)
    expect(readAccess(withCookie(cookie))).toBe('signed-in')
    jest.setSystemTime(Date.now() + SESSION_SECONDS * 1_000 - 1)
    expect(readAccess(withCookie(cookie))).toBe('signed-in')
    jest.setSystemTime(Date.now() + 1)
    expect(readAccess(withCookie(cookie))).toBe('signed-out')
  })

  test('is invalid once any character of it, or the token, is changed', () => {
    set({ ACCESS_TOKEN: TOKEN })
    const cookie = openSession(TOKEN)
    const [end = '', signature = ''] = cookie.split('.')
    for (const forged of [
      `9${end.slice(1)}.${signature}`,
      `${end}.`,
      `${end}`,
      `.${signature}`,
      `${end}.x`,
      '',
    ])
      expect(readAccess(withCookie(forged))).toBe('signed-out')
    set({ ACCESS_TOKEN: 'another-token-of-this-length..' })
    expect(readAccess(withCookie(cookie))).toBe('signed-out')
  })
})

test('while tokens are being guessed, wrong ones have to wait, and the right one is accepted', () => {
  set({ ACCESS_TOKEN: TOKEN })
  const cookie = openSession(TOKEN)
  for (let tries = 0; tries < MOST_WRONG_TOKENS; tries++)
    expect(() => openSession('wrong')).toThrow(expect.objectContaining({ code: 'unauthorized' }) as Error)
  for (const guess of ['wrong', TOKEN.slice(1)])
    expect(() => assertMayWrite(withToken(guess))).toThrow(
      expect.objectContaining({
        code: 'too_many',
        message: 'There were too many wrong access tokens. Wait a minute, then try again.',
      }) as Error,
    )
  expect(() => openSession(TOKEN)).not.toThrow()
  expect(() => assertMayWrite(withToken(TOKEN))).not.toThrow()
  expect(() => assertMayWrite(withCookie(cookie))).not.toThrow()
})
