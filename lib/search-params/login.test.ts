import { loginHref, parseNext } from '@/lib/search-params/login'
import fc from '@/lib/testing/fast-check'

describe('the redirect after the login', () => {
  test.each(['/', '/api-docs', '/datasets/x?limit=20&q=a%26b', '/datasets/x/counts?columns=date,homeworld'])(
    'leads to %s',
    (page) => {
      const link = new URL(loginHref(page), 'http://localhost')
      expect(link.pathname).toBe('/login')
      expect(parseNext(link.searchParams.get('next') ?? undefined)).toBe(page)
    },
  )

  test.each([
    undefined,
    ['/', '/api-docs'],
    '',
    'api-docs',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '//',
  ])('does not lead to %j', (next) => {
    expect(parseNext(next)).toBe('/')
  })

  test('never leads to another site', () => {
    const hostile = fc.string({ unit: fc.constantFrom('/', '\\', '.', ':', '@', '\t', '\n', 'e', '%2f') })
    fc.assert(
      fc.property(hostile, (text) => {
        const target = new URL(parseNext(`/${text}`), 'http://holocron.example')
        expect(target.origin).toBe('http://holocron.example')
      }),
    )
  })
})
