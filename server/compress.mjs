/**
 * Compresses answers on their way out, with Brotli or gzip as the client prefers. Next.js knows gzip only, and misses every
 * answer of a route: it looks for the type in a text where routes leave a list (docs/decisions/0021).
 */
import compression from 'compression'

/** Text, but for events, each of which has to arrive at once. */
const COMPRESSIBLE =
  /^(text\/(?!event-stream)|application\/(x-ndjson|javascript|([\w.-]+\+)?(json|xml))|image\/svg\+xml)/

/**
 * What is shorter than 1 KB, has an encoding already or says `no-transform` is left as it is, and so are parts of files:
 * their ranges count the bytes of the file.
 */
export const compress = compression({
  filter: (_, response) =>
    response.statusCode !== 206 && COMPRESSIBLE.test(String(response.getHeader('Content-Type'))),
})
