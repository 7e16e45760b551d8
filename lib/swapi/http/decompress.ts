import 'server-only'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export const ACCEPTED_ENCODINGS = 'br, gzip, deflate'

/** As in browsers, an end that is missing is no error: the JSON says whether anything else is. */
const ZLIB = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
const BROTLI = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH }

const DECODERS: Record<string, () => Transform> = {
  br: () => createBrotliDecompress(BROTLI),
  gzip: () => createGunzip(ZLIB),
  'x-gzip': () => createGunzip(ZLIB),
  deflate: () => createInflate(ZLIB),
}

/** More at once are not decoded: nobody compresses that often. */
const MAX_ENCODINGS = 5

/**
 * A body without its encodings (the `Content-Encoding` header), decoded only as fast as it is read. With one that is not
 * known, it is left as it is.
 */
export function decompress(body: Readable, encodings: string | null): Readable {
  if (encodings === null) return body
  const names = encodings.split(',').map((name) => name.trim().toLowerCase())
  const decoders = names.flatMap((name) => DECODERS[name] ?? [])
  if (decoders.length < names.length || names.length > MAX_ENCODINGS) return body
  // The last one was applied last. Whoever reads is told of errors.
  return decoders.reduceRight<Readable>((stream, create) => pipeline(stream, create(), () => undefined), body)
}
