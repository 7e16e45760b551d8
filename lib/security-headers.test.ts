import { pagePolicy } from '@/lib/security-headers'

test('a page may run its own scripts only, and nothing may frame it', () => {
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

test('in development only, scripts may evaluate code and styles may come as elements', () => {
  expect(pagePolicy('abc=', { isDevelopment: true })).toContain(
    "script-src 'self' 'nonce-abc=' 'unsafe-eval'; style-src 'self' 'unsafe-inline';",
  )
})
