import { readOrigin } from '@/lib/access/origin'

test.each([
  [{ host: '127.0.0.1:34567' }, 'http://127.0.0.1:34567'],
  [{ host: '[::1]:3000' }, 'http://[::1]:3000'],
  [{ host: 'holocron.example', 'x-forwarded-proto': 'https' }, 'https://holocron.example'],
  [{ host: 'holocron.example', 'x-forwarded-proto': 'gopher' }, 'http://holocron.example'],
  [{ host: 'a;reboot' }, null],
  [{ host: '$(reboot)' }, null],
  [{ host: 'a b' }, null],
  [{}, null],
])('the origin of a request with %j is %j', (headers, origin) => {
  expect(readOrigin(new Headers(headers as Record<string, string>))).toBe(origin)
})
