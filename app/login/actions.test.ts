import { cookies, headers } from 'next/headers'
import { signIn, signOut } from '@/app/login/actions'
import { readAccess, SESSION_COOKIE, SESSION_SECONDS } from '@/lib/access/access'
import { forgetWrongTokens } from '@/lib/access/wrong-tokens'
import { env } from '@/lib/env'

jest.mock('next/headers', () => ({ headers: jest.fn(), cookies: jest.fn() }))
jest.mock('next/navigation', () => ({
  redirect: (to: string) => {
    throw new Error(`to ${to}`)
  },
}))

const TOKEN = 'a-token-of-thirty-characters..'

const jar = { set: jest.fn(), delete: jest.fn() }

function receive(origin: string): void {
  const received = new Headers({ host: 'holocron.example', origin })
  jest.mocked(headers).mockResolvedValue(received as Awaited<ReturnType<typeof headers>>)
}

function form(token: string, next?: string): FormData {
  const data = new FormData()
  data.set('token', token)
  if (next !== undefined) data.set('next', next)
  return data
}

beforeEach(() => {
  env().ACCESS_TOKEN = TOKEN
  jar.set.mockClear()
  jar.delete.mockClear()
  jest.mocked(cookies).mockResolvedValue(jar as unknown as Awaited<ReturnType<typeof cookies>>)
  receive('http://holocron.example')
})
afterEach(forgetWrongTokens)

test('the right token sets a cookie that scripts cannot read, and redirects to the requested page', async () => {
  await expect(signIn(null, form(` ${TOKEN}\n`, '/datasets/x?limit=20'))).rejects.toThrow(
    'to /datasets/x?limit=20',
  )
  expect(jar.set.mock.calls).toEqual([
    [
      {
        name: SESSION_COOKIE,
        value: expect.any(String) as string,
        httpOnly: true,
        sameSite: 'lax',
        secure: false,
        path: '/',
        maxAge: SESSION_SECONDS,
      },
    ],
  ])
  const [[{ value }]] = jar.set.mock.calls as [[{ value: string }]]
  expect(readAccess(new Headers({ cookie: `${SESSION_COOKIE}=${value}` }))).toBe('signed-in')
})

test('over HTTPS the cookie is restricted to HTTPS', async () => {
  receive('https://holocron.example')
  await expect(signIn(null, form(TOKEN))).rejects.toThrow('to /')
  expect(jar.set.mock.calls).toMatchObject([[{ secure: true }]])
})

test('a wrong token sets nothing, and says so', async () => {
  expect(await signIn(null, form('wrong', '/'))).toEqual({
    ok: false,
    message: 'The access token is wrong.',
  })
  expect(jar.set).not.toHaveBeenCalled()
})

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
])('signing in does not redirect to %j', async (next) => {
  await expect(signIn(null, form(TOKEN, next))).rejects.toThrow(new Error('to /'))
})

test('other sites cannot sign visitors in or out', async () => {
  receive('https://evil.example')
  expect((await signIn(null, form(TOKEN))).ok).toBe(false)
  await expect(signOut()).rejects.toMatchObject({ code: 'forbidden' })
  expect(jar.set).not.toHaveBeenCalled()
  expect(jar.delete).not.toHaveBeenCalled()
})

test('signing out deletes the cookie', async () => {
  await expect(signOut()).rejects.toThrow('to /')
  expect(jar.delete.mock.calls).toEqual([[SESSION_COOKIE]])
})
