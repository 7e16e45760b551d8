/** An operation of the API: what it accepts, what it returns, and how to call it. */
import 'server-only'
import type { ParameterKey } from '@/lib/api/openapi/parameters'
import type { HeaderName } from '@/lib/api/openapi/responses'
import type { ApiShape } from '@/lib/api/openapi/schemas'

/** The groups of operations, and what they are for. */
export const API_TAGS = {
  Datasets: 'Downloads, and what is known about them.',
  Data: 'What is in a dataset.',
  Schedules: 'Downloads that are repeated.',
  Retention: 'Rules for which datasets stay.',
  Server: 'The server itself.',
} as const

export interface ApiOperation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  /** Its name in generated clients. */
  id: string
  tag: keyof typeof API_TAGS
  summary: string
  /** What the summary does not say, as a sentence. */
  description: string
  parameters: ParameterKey[]
  body?: ApiShape
  success: {
    status: 200 | 201 | 202 | 204
    description: string
    json?: ApiShape | 'object'
    files?: string[]
    /** Those that are part of the API; with an `ETag`, the response can be 304. */
    headers?: HeaderName[]
  }
  /** True when range requests are supported: 206 and 416. */
  hasRanges?: boolean
  /** True when it requires no token, even where reading does. */
  isOpen?: boolean
  /** Failure statuses, in addition to those that any operation may return (lib/api/openapi/document.ts). */
  errors?: number[]
  /** Arguments of curl; `$id` is a dataset's id, other names stay as they are. */
  curl: string
}

/** What examples call. */
export interface ExampleTarget {
  /** This server, as its visitor reached it. */
  origin: string
  /** A dataset; null when there is none yet, and examples keep `$id`. */
  id: string | null
  /** True when the operation requires the access token. */
  needsToken: boolean
}

export interface ApiExample {
  /** As a command. */
  command: string
  /** What to open in a browser; null when that is not possible: a change, or no dataset. */
  path: string | null
}

/** How to call it. */
export function buildExample(
  { method, curl }: ApiOperation,
  { origin, id, needsToken }: ExampleTarget,
): ApiExample {
  const call = curl.replaceAll('$id', id ?? '$id')
  const token = needsToken ? '-H "Authorization: Bearer $ACCESS_TOKEN" ' : ''
  const path = /\/api\/[^\s"]+/.exec(call)?.[0] ?? ''
  return {
    command: `curl ${token}${call.replace('/api/', `${origin}/api/`)}`,
    path: method === 'get' && !path.includes('$') ? path : null,
  }
}
