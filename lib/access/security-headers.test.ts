import { pagePolicy } from '@/lib/access/security-headers'

test('a page may run only its own scripts, and must not be framed', () => {
  expect(pagePolicy('abc=', { isDevelopment: false }).split('; ')).toEqual([
    "default-src 'self'",
    "script-src 'self' 'nonce-abc='",
    "style-src 'self' 'nonce-abc='",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ])
})

test('only in development may scripts evaluate code and styles be inline elements', () => {
  expect(pagePolicy('abc=', { isDevelopment: true })).toContain(
    "script-src 'self' 'nonce-abc=' 'unsafe-eval'; style-src 'self' 'unsafe-inline';",
  )
})
