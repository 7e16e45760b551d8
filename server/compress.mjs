/**
 * Compresses responses with Brotli or gzip, as the client prefers. Next.js supports only gzip, and skips
 * every response of a route: it expects the content type as a string, where routes set a list
 * (docs/decisions/0021).
 */
import compression from 'compression'

/** Text, except event streams, whose events must arrive immediately. */
const COMPRESSIBLE =
  /^(text\/(?!event-stream)|application\/(x-ndjson|javascript|([\w.-]+\+)?(json|xml))|image\/svg\+xml)/

/**
 * Responses shorter than 1 KB, already encoded or marked `no-transform` are left as they are. So are parts of
 * files, whose ranges count the bytes of the file.
 */
export const compress = compression({
  filter: (_, response) =>
    response.statusCode !== 206 && COMPRESSIBLE.test(String(response.getHeader('Content-Type'))),
})
