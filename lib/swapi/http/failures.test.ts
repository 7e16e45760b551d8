import { describeNetworkError, describeStatus, parseRetryAfter } from '@/lib/swapi/http/failures'

/** An error as fetch throws it: the code is on its cause. */
function fetchError(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('reason'), { code }) })
}

describe('a network error', () => {
  test.each([
    ['ENOTFOUND', 'could not be found: the name does not resolve.', true, false],
    ['EAI_AGAIN', 'could not be found: the name does not resolve.', true, false],
    ['ECONNREFUSED', 'refused the connection.', true, false],
    ['ECONNRESET', 'closed the connection unexpectedly.', true, true],
    ['UND_ERR_SOCKET', 'closed the connection unexpectedly.', true, true],
    ['ETIMEDOUT', 'did not accept the connection in time.', true, false],
    ['UND_ERR_CONNECT_TIMEOUT', 'did not accept the connection in time.', true, false],
    ['Z_DATA_ERROR', 'sent a compressed response that cannot be decompressed.', true, true],
    ['ENETUNREACH', 'cannot be reached: there is no network.', true, false],
    ['CERT_HAS_EXPIRED', 'has an expired certificate.', false, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'has a certificate for another name.', false, false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'has an untrusted certificate.', false, false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'has an untrusted certificate.', false, false],
    ['ESOMETHING', 'could not be read (ESOMETHING).', true, true],
  ])('%s: the host %s', (code, text, retriable, reachedHost) => {
    expect(describeNetworkError(fetchError(code), 30_000)).toEqual({ text, retriable, reachedHost })
  })

  test('for several IP addresses is described by the first', () => {
    const attempts = new AggregateError(['ECONNREFUSED', 'ENETUNREACH'].map(fetchError))
    const error = new TypeError('fetch failed', { cause: attempts })
    expect(describeNetworkError(error, 30_000).text).toBe('refused the connection.')
  })

  test('from the deadline names the deadline', () => {
    const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    expect(describeNetworkError(error, 30_000)).toEqual({
      text: 'did not answer within 30 s.',
      retriable: true,
      reachedHost: true,
    })
  })

  test('without a code is described by the last message in its chain of causes', () => {
    const error = new TypeError('fetch failed', { cause: new Error('bad port') })
    expect(describeNetworkError(error, 30_000).text).toBe('could not be read (bad port).')
  })

  test('that is not an Error is still described', () => {
    expect(describeNetworkError('odd', 30_000).text).toBe('could not be read (odd).')
  })
})

describe('a status', () => {
  test.each([
    [429, 1_000, 'asks us to wait for 1 s: too many requests (429).'],
    [429, 1_200, 'asks us to wait for 2 s: too many requests (429).'],
    [429, 119_000, 'asks us to wait for 119 s: too many requests (429).'],
    [429, 120_000, 'asks us to wait for 2 minutes: too many requests (429).'],
    [429, 7_199_000, 'asks us to wait for 120 minutes: too many requests (429).'],
    [429, 25_924_000, 'asks us to wait for 7 hours: too many requests (429).'],
    [429, undefined, 'asks us to wait: too many requests (429).'],
    [404, undefined, 'has nothing at /api/people/ (404).'],
    [401, undefined, 'refuses access (401).'],
    [403, undefined, 'refuses access (403).'],
    [500, undefined, 'failed with a server error (500).'],
    [503, 5_000, 'failed with a server error (503).'],
    [418, undefined, 'answered with status 418.'],
  ])('%i with a wait of %s ms: the host %s', (status, wait, text) => {
    expect(describeStatus(status, '/api/people/', wait)).toBe(text)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2015-10-21T07:28:00Z')

  test.each([
    ['1', 1_000],
    ['0', 1_000],
    [' 30 ', 30_000],
    ['86400', 86_400_000],
    ['Wed, 21 Oct 2015 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 1_000],
    ['Mon, 01 Jan 1990 00:00:00 GMT', 1_000],
  ])('"%s" asks for %i ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms)
  })

  test.each([
    '',
    '-5',
    '1.5',
    '1e3',
    'soon',
    '2015-10-21',
    '99999999999',
    'Wed, 99 Oct 2015 07:28:30 GMT',
    null,
  ])('"%s" asks for nothing', (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined()
  })
})
