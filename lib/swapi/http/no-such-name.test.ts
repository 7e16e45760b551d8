import dns from 'node:dns'
import { SourceError } from '@/lib/errors'
import { fetchJson } from '@/lib/swapi/http/fetch-json'

test('a name that does not resolve is said so, and no request was sent', async () => {
  const lookup = jest
    .spyOn(dns, 'lookup')
    .mockImplementation(((_name: string, _options: unknown, callback: (error: Error) => void) =>
      callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))) as never)
  const onRequest = jest.fn()
  const maxBytes = { bytes: 1_000, setting: 'A_LIMIT' }
  const error: unknown = await fetchJson('http://swapi.invalid/', {
    timeoutMs: 10_000,
    maxBytes,
    onRequest,
  }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SourceError)
  expect(error).toMatchObject({
    message: 'swapi.invalid could not be found: the name does not resolve.',
    retriable: true,
  })
  expect(lookup).toHaveBeenCalled()
  expect(onRequest).not.toHaveBeenCalled()
})
