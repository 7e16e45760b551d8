/** The response of a stopping server to further requests. */

const SENTENCE = 'Holocron is stopping. Try again in a few seconds; it may have restarted by then.'
const RETRY_AFTER_SECONDS = 5

/**
 * Responds to every request with 503 once the server is stopping.
 *
 * @type {(state: import('../lib/connection').ServerState, request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean}
 */
export function refuseWhileStopping(state, request, response) {
  if (!state.stopping.aborted) return false
  const path = request.url?.split('?')[0] ?? ''
  const [type, body] = path.startsWith('/api/')
    ? ['application/json', JSON.stringify(describe(path))]
    : ['text/plain; charset=utf-8', SENTENCE]
  response.writeHead(503, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Retry-After': RETRY_AFTER_SECONDS,
    Connection: 'close',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  return true
}

function describe(path) {
  const error = { code: 'unavailable', message: SENTENCE }
  return path === '/api/health' ? { status: 'stopping', error } : { error }
}
