/** The responses that operations share. All failures have the one error shape. */
import 'server-only'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { explainStatus } from '@/lib/api/error-codes'

export interface ApiHeader {
  description?: string
  schema: Record<string, unknown>
}

export interface ApiAnswer {
  description: string
  headers?: Record<string, ApiHeader | { $ref: string }>
  content?: Record<string, { schema?: Record<string, unknown> }>
}

/** The response headers that are part of the API. */
export const HEADERS = {
  Allow: { description: 'The methods that the path supports.', schema: { type: 'string' } },
  'Content-Range': { description: 'Which bytes, out of how many.', schema: { type: 'string' } },
  ETag: { description: 'Changes when the content does.', schema: { type: 'string' } },
  Location: { description: 'Where the dataset or schedule is.', schema: { type: 'string' } },
  'Repr-Digest': { description: 'The sha256 of the whole file (RFC 9530).', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait before retrying.', schema: { type: 'integer' } },
  'WWW-Authenticate': { schema: { type: 'string' } },
} as const satisfies Record<string, ApiHeader>

export type HeaderName = keyof typeof HEADERS

/** References to headers, as used in responses. */
export function referToHeaders(names: HeaderName[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

/** Failures that operations list individually. */
const NAMED: { status: number; headers?: HeaderName[] }[] = [
  { status: 400 },
  { status: 404 },
  { status: 409 },
  { status: 416, headers: ['Content-Range'] },
  { status: 503, headers: ['Retry-After'] },
]

/** What may happen to any request or change, whatever it is for: the document's `default`. */
export const ANYWHERE = [401, 403, 405, 413, 421, 429, 500]

const ERROR = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }

/** The shared responses of the OpenAPI document. */
export const RESPONSES: Record<string, ApiAnswer> = {
  206: {
    description: 'The requested range of the stored file.',
    headers: referToHeaders(['Content-Range', 'ETag', 'Repr-Digest']),
    content: { [CONTENT_TYPES.csv]: {}, [CONTENT_TYPES.parquet]: {} },
  },
  304: { description: 'What `If-None-Match` names is still current.' },
  ...Object.fromEntries(
    NAMED.map(({ status, headers }): [number, ApiAnswer] => [
      status,
      {
        description: explainStatus(status),
        ...(headers && { headers: referToHeaders(headers) }),
        content: ERROR,
      },
    ]),
  ),
  default: {
    description: ANYWHERE.map((status) => `- ${status} ${explainStatus(status)}`).join('\n'),
    headers: referToHeaders(['Allow', 'Retry-After', 'WWW-Authenticate']),
    content: ERROR,
  },
}
