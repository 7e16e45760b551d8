/** An operation of the API: what it accepts, what it returns, and how to call it. */
import 'server-only'
import type { ParameterKey } from '@/lib/api/openapi/parameters'
import type { HeaderName } from '@/lib/api/openapi/responses'
import type { ApiShape } from '@/lib/api/openapi/schemas'

/** The groups of operations, and what they are for. */
export const API_TAGS = {
  Datasets: 'Downloads, and what is known about them.',
  Data: 'What is in a dataset.',
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
    status: 200 | 202 | 204
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
  /** Arguments of curl; `$id` is a dataset's id. */
  curl: string
}

/** The origin used in examples; a server does not know the names it is reached under. */
const EXAMPLE_ORIGIN = 'http://localhost:3000'

/** How to call it, as a command. */
export function curlExample({ curl }: ApiOperation): string {
  return `curl ${curl.replace('/api/', `${EXAMPLE_ORIGIN}/api/`)}`
}
