import os from 'node:os'
import { isServed, parseHostName } from '@/lib/access/host-names'

const DEFAULTS = { HOST: '127.0.0.1', ALLOWED_HOSTS: [], ACCESS_TOKEN: undefined }

test.each([
  ['localhost', 'localhost'],
  ['localhost:3000', 'localhost'],
  ['LocalHost.:3000', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.1:80', '127.0.0.1'],
  ['[::1]:3000', '[::1]'],
  ['[0:0:0:0:0:0:0:1]', '[::1]'],
  ['Bücher.example', 'xn--bcher-kva.example'],
])('the Host header %s names %s', (header, name) => {
  expect(parseHostName(header)).toBe(name)
})

test.each([
  undefined,
  '',
  ':3000',
  '::1',
  'localhost/evil',
  'user@localhost',
  'localhost evil',
  'localhost:x',
  '%6cocalhost',
  '.',
])('the Host header %j names no host', (header) => {
  expect(parseHostName(header)).toBeNull()
})

test('by default only the loopback names are served, which no one else can claim', () => {
  for (const name of ['localhost', '127.0.0.1', '[::1]']) expect(isServed(name, DEFAULTS)).toBe(true)
  for (const name of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.0.2.1',
    '[::2]',
    os.hostname(),
  ])
    expect(isServed(name, DEFAULTS)).toBe(false)
})

test('the name or IP address in HOST is served too', () => {
  expect(isServed('holocron.example', { ...DEFAULTS, HOST: 'Holocron.example' })).toBe(true)
  expect(isServed('192.0.2.1', { ...DEFAULTS, HOST: '192.0.2.1' })).toBe(true)
  expect(isServed('[2001:db8::1]', { ...DEFAULTS, HOST: '2001:db8:0::1' })).toBe(true)
  expect(isServed('192.0.2.2', { ...DEFAULTS, HOST: '192.0.2.1' })).toBe(false)
})

test.each(['0.0.0.0', '::'])(
  'with HOST=%s every IP address is served, and the name of this machine',
  (HOST) => {
    const machine = os.hostname().toLowerCase()
    for (const name of ['192.0.2.1', '[2001:db8::1]', machine, `${machine}.local`, 'localhost'])
      expect(isServed(name, { ...DEFAULTS, HOST })).toBe(true)
    for (const name of ['evil.example', '1.2.3.4.evil.example'])
      expect(isServed(name, { ...DEFAULTS, HOST })).toBe(false)
  },
)

test('ALLOWED_HOSTS adds single names, all names below one, or all names', () => {
  const served = (name: string, ...ALLOWED_HOSTS: string[]): boolean =>
    isServed(name, { ...DEFAULTS, ALLOWED_HOSTS })
  expect(served('example.org', 'example.org')).toBe(true)
  expect(served('a.example.org', 'example.org')).toBe(false)
  expect(served('a.b.example.org', '*.example.org')).toBe(true)
  expect(served('example.org', '*.example.org')).toBe(false)
  expect(served('evilexample.org', '*.example.org')).toBe(false)
  expect(served('evil.example', '*')).toBe(true)
})

test('with a token every name is served, unless there is a list', () => {
  const settings = { ...DEFAULTS, ACCESS_TOKEN: 'a-token-of-thirty-characters..' }
  expect(isServed('holocron.example', settings)).toBe(true)
  expect(isServed('holocron.example', { ...settings, ALLOWED_HOSTS: ['other.example'] })).toBe(false)
})
