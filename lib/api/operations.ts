/** Every operation of the API: what it takes, what it answers, and how to ask. */
import 'server-only'
import { CONTENT_TYPES } from '@/lib/api/answer'
import {
  CHART,
  COLUMNS,
  COUNT_SORT,
  COUNTED_COLUMNS,
  FILE_FORMAT,
  ID,
  LIST_PARAMETERS,
  REQUEST_SLICE,
  SELECTION,
  SLICE,
  SORT,
  VIEW_FORMAT,
  type ApiParameter,
} from '@/lib/api/parameters'
import type { ApiShape } from '@/lib/api/schemas'

export interface ApiOperation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  summary: string
  parameters: ApiParameter[]
  body?: ApiShape
  success: { status: 200 | 202 | 204; description: string; json?: ApiShape | 'object'; files?: string[] }
  /** True when the answer carries an ETag and can be 304. */
  isTagged?: boolean
  /** True when it answers whoever asks, even where reading takes the token. */
  isOpen?: boolean
  /** Statuses in the one error shape, besides 500 and those about access and bodies. */
  errors: number[]
  /** Arguments of curl; `$id` is a dataset's id. */
  curl: string
}

const STREAMS = [CONTENT_TYPES.csv, CONTENT_TYPES.ndjson]

export const API_OPERATIONS: ApiOperation[] = [
  {
    method: 'get',
    path: '/api/datasets',
    summary: 'Datasets of every status, newest first',
    parameters: LIST_PARAMETERS,
    success: { status: 200, description: 'A slice of the list.', json: 'DatasetList' },
    errors: [],
    curl: '/api/datasets',
  },
  {
    method: 'post',
    path: '/api/datasets',
    summary: 'Start a download, or join the running one of that source',
    parameters: [],
    body: 'StartDownload',
    success: { status: 202, description: 'The dataset that is being made.', json: 'StartedDownload' },
    errors: [400, 403, 413, 503],
    curl: `-X POST /api/datasets -d '{"source":"auto"}'`,
  },
  {
    method: 'get',
    path: '/api/datasets/{id}',
    summary: 'What is known about a dataset',
    parameters: [ID],
    success: { status: 200, description: 'The dataset.', json: 'Dataset' },
    errors: [404],
    curl: '/api/datasets/$id',
  },
  {
    method: 'delete',
    path: '/api/datasets/{id}',
    summary: 'Delete a dataset and its files',
    parameters: [ID],
    success: { status: 204, description: 'It is gone.' },
    errors: [404, 409],
    curl: '-X DELETE /api/datasets/$id',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/progress',
    summary: 'How far a download has come, as server-sent events',
    parameters: [ID],
    success: {
      status: 200,
      description:
        'An event `progress` about twice a second, in JSON, and `end` with the status when the download has ended.',
      files: [CONTENT_TYPES.events],
    },
    errors: [404],
    curl: '-N /api/datasets/$id/progress',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/requests',
    summary: 'The requests that a download sent, in the order in which they ended',
    parameters: [ID, ...REQUEST_SLICE],
    success: { status: 200, description: 'A slice of the list.', json: 'Requests' },
    errors: [404],
    curl: '/api/datasets/$id/requests',
  },
  {
    method: 'post',
    path: '/api/datasets/{id}/retry',
    summary: 'Begin a failed or cancelled download again, with what it had read',
    parameters: [ID],
    success: { status: 202, description: 'The dataset, queued again.', json: 'Dataset' },
    errors: [404, 409, 503],
    curl: '-X POST /api/datasets/$id/retry',
  },
  {
    method: 'post',
    path: '/api/datasets/{id}/cancel',
    summary: 'End a running download',
    parameters: [ID],
    success: { status: 200, description: 'The dataset, now cancelled.', json: 'Dataset' },
    errors: [403, 404, 409],
    curl: '-X POST /api/datasets/$id/cancel',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/rows',
    summary: 'Rows of a dataset: filtered, searched, sorted',
    parameters: [ID, ...SLICE, COLUMNS, SORT, ...SELECTION, ...VIEW_FORMAT],
    success: { status: 200, description: 'A slice, or every row.', json: 'Rows', files: STREAMS },
    isTagged: true,
    errors: [400, 404, 409, 416, 503],
    curl: '"/api/datasets/$id/rows?homeworld=Tatooine&sort=-height&format=csv"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/counts',
    summary: 'How often each combination of values occurs',
    parameters: [ID, COUNTED_COLUMNS, COUNT_SORT, ...SLICE, ...SELECTION, ...VIEW_FORMAT],
    success: {
      status: 200,
      description: 'A slice, or every combination; the largest counts first, unless sorted otherwise.',
      json: 'Counts',
      files: STREAMS,
    },
    isTagged: true,
    errors: [400, 404, 409, 503],
    curl: '"/api/datasets/$id/counts?columns=eye_color,homeworld&limit=3"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/counts.svg',
    summary: 'The same counts as a bar chart',
    parameters: [ID, COUNTED_COLUMNS, COUNT_SORT, ...CHART, ...SELECTION],
    success: { status: 200, description: 'The picture, as an attachment.', files: [CONTENT_TYPES.svg] },
    isTagged: true,
    errors: [400, 404, 409, 503],
    curl: '-OJ "/api/datasets/$id/counts.svg?columns=homeworld&limit=10"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/profile',
    summary: 'What the values of each column are like',
    parameters: [ID, COLUMNS, ...SELECTION],
    success: { status: 200, description: 'The columns asked for, all by default.', json: 'Profile' },
    isTagged: true,
    errors: [400, 404, 409, 503],
    curl: '"/api/datasets/$id/profile?columns=height,homeworld"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/file',
    summary: 'The stored file of a dataset',
    parameters: [ID, ...FILE_FORMAT],
    success: {
      status: 200,
      description: 'The file, as an attachment.',
      files: [CONTENT_TYPES.csv, CONTENT_TYPES.parquet],
    },
    isTagged: true,
    errors: [400, 404, 409, 416, 503],
    curl: '-OJ /api/datasets/$id/file',
  },
  {
    method: 'get',
    path: '/api/health',
    summary: 'Whether the database answers',
    parameters: [],
    success: { status: 200, description: 'It does.', json: 'Health' },
    isOpen: true,
    errors: [503],
    curl: '/api/health',
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This description, as OpenAPI 3.1',
    parameters: [],
    success: { status: 200, description: 'The document.', json: 'object' },
    errors: [],
    curl: '/api/openapi.json',
  },
]
