/** An operation of the API: what it takes, what it answers, and how to ask. */
import 'server-only'
import type { ParameterKey } from '@/lib/api/parameters'
import type { HeaderName } from '@/lib/api/responses'
import type { ApiShape } from '@/lib/api/schemas'

/** The groups of operations, and what they are for. */
export const API_TAGS = {
  Datasets: 'Downloads, and what is known about them.',
  Data: 'What is in a dataset.',
  Server: 'The server itself.',
} as const

export interface ApiOperation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  /** What generated clients call it. */
  id: string
  tag: keyof typeof API_TAGS
  summary: string
  /** What the summary leaves open, as a sentence. */
  description: string
  parameters: ParameterKey[]
  body?: ApiShape
  success: {
    status: 200 | 202 | 204
    description: string
    json?: ApiShape | 'object'
    files?: string[]
    /** Those that are part of the API; with an `ETag`, the answer can be 304. */
    headers?: HeaderName[]
  }
  /** True when files are answered in ranges: 206 and 416. */
  hasRanges?: boolean
  /** True when it answers whoever asks, even where reading takes the token. */
  isOpen?: boolean
  /** Statuses of failures, besides those that every operation may answer (lib/openapi.ts). */
  errors?: number[]
  /** Arguments of curl; `$id` is a dataset's id. */
  curl: string
}

/** Where the examples ask; a server does not know under which names it is reached. */
const EXAMPLE_ORIGIN = 'http://localhost:3000'

/** How to ask, as a command. */
export function curlExample({ curl }: ApiOperation): string {
  return `curl ${curl.replace('/api/', `${EXAMPLE_ORIGIN}/api/`)}`
}
