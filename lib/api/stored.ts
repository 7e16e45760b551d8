/** Sends the stored files of datasets: with their length, whole or as a range (RFC 9110, RFC 9530). */
import 'server-only'
import parseRange from 'range-parser'
import { asAttachment, isFresh, requireHash } from '@/lib/api/answer'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { refuse } from '@/lib/api/route'
import { openIntact, type IntactFile } from '@/lib/datasets/intact'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { describePublished, type StoredFormat } from '@/lib/datasets/published'
import { AppError } from '@/lib/errors'
import { formatQuantity } from '@/lib/format'
import { storage } from '@/lib/storage'

/** At least one byte, counted from the end. */
const LAST_BYTES = /^bytes=-0*[1-9]\d*$/

/** From one byte to another, both included. */
interface Range {
  start: number
  end: number
}

/**
 * Responds with a stored file as it is on disk, never compressed, so that length, hash and ranges are those of the file.
 * @throws AppError `not_ready`, `damaged`, or `not_found` when the dataset was deleted in the meantime
 */
export async function answerStored(
  request: Request,
  dataset: Dataset,
  { format, saveAs }: { format: StoredFormat; saveAs: string },
): Promise<Response> {
  requireHash(dataset)
  const validators = describeVersion(dataset, format)
  const headers = { ...validators, 'cache-control': 'private, no-cache, no-transform' }
  if (isFresh(request, validators)) return new Response(null, { status: 304, headers })
  const signed = await signWhole(request, dataset, { format, saveAs })
  if (signed !== null) return new Response(null, { status: 307, headers: { ...headers, location: signed } })
  const file = await openIntact(dataset, format)
  const { byteSize } = file
  const range = readRange(request, validators, byteSize)
  if (range === 'unsatisfiable') {
    await file.close()
    const sentence = `This file has ${formatQuantity(byteSize, 'byte')}, none of them in the requested range.`
    return refuse(new AppError('bad_range', sentence), { 'content-range': `bytes */${byteSize}` })
  }
  const { start, end } = range ?? { start: 0, end: byteSize - 1 }
  const isHead = request.method === 'HEAD'
  if (isHead) await file.close()
  return new Response(isHead ? null : toBody(file, { start, end }, request.signal), {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'content-type': CONTENT_TYPES[format],
      ...asAttachment(saveAs),
      'content-length': String(end - start + 1),
      'accept-ranges': 'bytes',
      ...(range && { 'content-range': `bytes ${start}-${end}/${byteSize}` }),
      ...describeDigest(dataset, format),
    },
  })
}

/** The URL in the store of a file that is wanted whole, if S3_PRESIGN allows it. */
function signWhole(
  { method, headers }: Request,
  dataset: Dataset,
  { format, saveAs }: { format: StoredFormat; saveAs: string },
): Promise<string | null> {
  if (method !== 'GET' || headers.has('range')) return Promise.resolve(null)
  return storage.signUrl(describePublished(dataset, format), {
    contentType: CONTENT_TYPES[format],
    contentDisposition: asAttachment(saveAs)['content-disposition'] ?? '',
  })
}

/** The tag is strong if equal tags mean equal bytes, which a Parquet file without a recorded sha256 cannot guarantee. */
function describeVersion(dataset: Dataset, format: StoredFormat): Record<string, string> {
  const { sha256 } = describePublished(dataset, format)
  const { finishedAt } = dataset
  return {
    etag: sha256 === null ? `W/"${dataset.sha256}-${format}"` : `"${sha256}"`,
    ...(finishedAt && { 'last-modified': finishedAt.toUTCString() }),
  }
}

function describeDigest(dataset: Dataset, format: StoredFormat): Record<string, string> {
  const { sha256 } = describePublished(dataset, format)
  if (sha256 === null) return {}
  return { 'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` }
}

/**
 * The requested range; null for the whole file, and also when several ranges are requested, as RFC 9110 allows: only
 * viewers of huge documents do that.
 */
function readRange(
  { method, headers }: Request,
  version: Record<string, string>,
  byteSize: number,
): Range | 'unsatisfiable' | null {
  const asked = headers.get('range')
  if (asked === null || method !== 'GET' || !isSameVersion(headers.get('if-range'), version)) return null
  const ranges = parseRange(byteSize, asked, { combine: true })
  // range-parser rejects a suffix range longer than the file: by RFC 9110 that means the whole file.
  if (ranges === -1) return LAST_BYTES.test(asked) ? { start: 0, end: byteSize - 1 } : 'unsatisfiable'
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null
  return ranges[0] ?? null
}

/** If-Range: the rest of a file is useful only to a client that has the beginning of the same version. */
function isSameVersion(ifRange: string | null, version: Record<string, string>): boolean {
  if (ifRange === null) return true
  if (!ifRange.includes('"')) return ifRange === version['last-modified']
  return ifRange === version.etag && !ifRange.startsWith('W/')
}

function toBody(file: IntactFile, { start, end }: Range, signal: AbortSignal): ReadableStream<Uint8Array> {
  const pieces = file.read(start, end)
  const giveUp = async (): Promise<void> => {
    await pieces.return(undefined)
    // A generator that has not started does not run its cleanup.
    await file.close()
  }
  // A client that disconnects before the first byte does not cancel the stream.
  signal.addEventListener('abort', () => void giveUp(), { once: true })
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: giveUp,
  })
}
