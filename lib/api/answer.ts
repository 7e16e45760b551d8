/** Responses that a client may cache: a ready dataset never changes, so its hash tells whether a copy is still current. */
import 'server-only'
import { createHash } from 'node:crypto'
import fresh from 'fresh'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import type { ApiView } from '@/lib/api/read-view'
import { exportName, pictureName } from '@/lib/datasets/export/names'
import { exportFew, exportIntact } from '@/lib/datasets/export/stream'
import type { ExportTable } from '@/lib/datasets/export/tables'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { notReady } from '@/lib/datasets/query/table'
import { keepAnswer } from '@/lib/kept-answers/keep'
import { stateOfRows } from '@/lib/kept-answers/state'

/** Incremented when the same request for the same data gets a different response than before. */
const ANSWER_VERSION = 3

/**
 * The whole of a dataset up to this size is written at once, in bytes of its CSV: a client that stops reading then keeps a
 * few hundred kilobytes in memory, but no slot.
 */
const SMALL_BYTES = 256 * 1024

interface Answer {
  /** What the content depends on, in addition to the request. */
  tag: string
  headers: Record<string, string>
  /** Called only when the content has to be sent. */
  read: () => Promise<BodyInit>
}

/**
 * Responds with an entity tag: 304 when the client already has this content, and no content for HEAD. The tag is weak,
 * because the same content may also be sent compressed, as different bytes.
 */
export async function answerTagged(request: Request, { tag, headers, read }: Answer): Promise<Response> {
  const version = { etag: `W/"${tag}"` }
  const tagged = { ...version, 'cache-control': 'private, no-cache', vary: 'accept-encoding' }
  if (isFresh(request, version)) return new Response(null, { status: 304, headers: tagged })
  const body = request.method === 'HEAD' ? null : await read()
  return new Response(body, { headers: { ...headers, ...tagged } })
}

/** True when the client already has this version, by its `etag` or `last-modified`. */
export function isFresh({ headers }: Request, version: Record<string, string>): boolean {
  return fresh(Object.fromEntries(headers), version)
}

type Kind = 'rows' | 'counts' | 'profile'

interface ViewAnswer {
  kind: 'rows' | 'counts'
  readJson: () => Promise<unknown>
  /** The whole result, for the other formats: as a query for many rows, as rows for few. */
  table: (parquet: string) => ExportTable
  readAll: () => Promise<(string | number)[][]>
}

/**
 * Responds with a view in its format.
 * @throws AppError `not_ready`
 */
export async function answerView(
  request: Request,
  dataset: Dataset,
  { format, forSpreadsheet }: Pick<ApiView, 'format' | 'forSpreadsheet'>,
  { kind, readJson, table, readAll }: ViewAnswer,
): Promise<Response> {
  if (format === 'json') return answerJson(request, dataset, { kind, readJson })
  const style = { format, forSpreadsheet }
  const fileName = exportName(dataset.id, kind, style)
  return answerTagged(request, {
    tag: tagOf(request, dataset, kind),
    headers: { 'content-type': CONTENT_TYPES[format], ...asAttachment(fileName) },
    read: async () =>
      (dataset.byteSize ?? Infinity) <= SMALL_BYTES
        ? exportFew(await readAll(), table(''), style)
        : exportIntact(dataset, table, style, request.signal),
  })
}

/**
 * Responds to a query about a dataset in JSON; `readJson` is called only when the content has to be sent.
 * @throws AppError `not_ready`
 */
export async function answerJson(
  request: Request,
  dataset: Dataset,
  { kind, readJson }: { kind: Kind; readJson: () => Promise<unknown> },
): Promise<Response> {
  keepAnswer(stateOfRows(dataset))
  return answerTagged(request, {
    tag: tagOf(request, dataset, kind),
    headers: { 'content-type': CONTENT_TYPES.json },
    read: async () => JSON.stringify(await readJson()),
  })
}

interface PictureAnswer {
  shape: 'counts' | 'pivot'
  /** The dataset's title, which is part of the picture and may change. */
  title: string
  draw: () => Promise<string>
}

/**
 * Responds with a picture of counts; `draw` is called only when the content has to be sent.
 * @throws AppError `not_ready`
 */
export async function answerPicture(
  request: Request,
  dataset: Dataset,
  { shape, title, draw }: PictureAnswer,
): Promise<Response> {
  return answerTagged(request, {
    tag: tagOf(request, dataset, `picture ${title}`),
    headers: { 'content-type': CONTENT_TYPES.svg, ...asAttachment(pictureName(dataset.id, shape)) },
    read: draw,
  })
}

/** 202: the request is being processed, and `Location` says where to find the result. */
export function answerAccepted(id: string, body: unknown): Response {
  return Response.json(body, {
    status: 202,
    headers: { location: `/api/datasets/${encodeURIComponent(id)}` },
  })
}

/** Makes the browser save the content. The file name is ours, derived from the dataset's id. */
export function asAttachment(fileName: string): Record<string, string> {
  return { 'content-disposition': `attachment; filename="${fileName}"` }
}

/** @throws AppError `not_ready` or `unchanged` */
export function requireHash(dataset: Dataset): string {
  const { status, sha256 } = dataset
  if (status !== 'ready' || sha256 === null) throw notReady(dataset)
  return sha256
}

/** Identifies the data, the query, and what kind of answer it gets. */
function tagOf(request: Request, dataset: Dataset, kind: string): string {
  const question = `${ANSWER_VERSION} ${kind} ${new URL(request.url).search}`
  return `${requireHash(dataset)}-${createHash('sha256').update(question).digest('hex').slice(0, 16)}`
}
