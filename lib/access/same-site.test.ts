import { assertSameSite } from '@/lib/access/same-site'

function check(headers: Record<string, string>, mustSay = false): void {
  assertSameSite(new Headers({ host: 'holocron.example', ...headers }), { mustSay })
}

const REFUSAL = expect.objectContaining({
  code: 'forbidden',
  message: 'Requests from other sites cannot change anything here.',
}) as Error

test.each<[string, Record<string, string>]>([
  ['a page of this site', { origin: 'http://holocron.example', 'sec-fetch-site': 'same-origin' }],
  ['a page of this site behind TLS', { origin: 'https://holocron.example' }],
  ['the user, from the address bar', { 'sec-fetch-site': 'none' }],
])('a change requested by %s is allowed', (_who, headers) => {
  expect(() => check(headers)).not.toThrow()
  expect(() => check(headers, true)).not.toThrow()
})

test('a change requested by a program, which sends neither header, is allowed, but not as a form', () => {
  expect(() => check({})).not.toThrow()
  expect(() => check({}, true)).toThrow(REFUSAL)
})

test.each<[string, Record<string, string>]>([
  ['another site', { origin: 'https://evil.example' }],
  ['another site that hides its origin', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling subdomain', { 'sec-fetch-site': 'same-site' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['another port', { origin: 'http://holocron.example:8080' }],
  ['a name with the same beginning', { origin: 'http://holocron.example.evil.example' }],
  ['an invalid origin', { origin: 'nonsense' }],
  [
    'another site with a forged X-Forwarded-Host',
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
  ],
])('a change requested by %s is refused', (_who, headers) => {
  expect(() => check(headers)).toThrow(REFUSAL)
  expect(() => check(headers, true)).toThrow(REFUSAL)
})
