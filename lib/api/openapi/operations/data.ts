/** What is in a dataset. */
import 'server-only'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import type { ApiOperation } from '@/lib/api/openapi/operation'
import { SELECTION } from '@/lib/api/openapi/parameters'

const STREAMS = [CONTENT_TYPES.csv, CONTENT_TYPES.ndjson]

export const DATA_OPERATIONS: ApiOperation[] = [
  {
    method: 'get',
    path: '/api/datasets/{id}/rows',
    id: 'readRows',
    tag: 'Data',
    summary: 'Read rows',
    description: 'Filtered, searched and sorted.',
    parameters: ['id', 'limit', 'offset', 'columns', 'sort', 'format', 'for', ...SELECTION],
    success: {
      status: 200,
      description: 'A slice, or every row.',
      json: 'Rows',
      files: STREAMS,
      headers: ['ETag'],
    },
    hasRanges: true,
    errors: [404, 409],
    curl: '"/api/datasets/$id/rows?homeworld=Tatooine&sort=-height&format=csv"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/counts',
    id: 'countValues',
    tag: 'Data',
    summary: 'Count combinations of values',
    description: 'Over all rows that the conditions select.',
    parameters: ['id', 'countedColumns', 'countSort', 'limit', 'offset', 'format', 'for', ...SELECTION],
    success: {
      status: 200,
      description: 'A slice, or every combination; largest counts first, unless sorted otherwise.',
      json: 'Counts',
      files: STREAMS,
      headers: ['ETag'],
    },
    errors: [404, 409],
    curl: '"/api/datasets/$id/counts?columns=eye_color,homeworld&limit=3"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/counts.svg',
    id: 'drawCounts',
    tag: 'Data',
    summary: 'Draw counts as a bar chart',
    description: 'The same counts, as an SVG picture.',
    parameters: ['id', 'countedColumns', 'countSort', 'barLimit', 'offset', 'theme', ...SELECTION],
    success: {
      status: 200,
      description: 'The picture, as an attachment.',
      files: [CONTENT_TYPES.svg],
      headers: ['ETag'],
    },
    errors: [404, 409],
    curl: '-OJ "/api/datasets/$id/counts.svg?columns=homeworld&limit=10"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/profile',
    id: 'profileColumns',
    tag: 'Data',
    summary: 'Describe the values of each column',
    description: 'Over all rows that the conditions select.',
    parameters: ['id', 'columns', ...SELECTION],
    success: {
      status: 200,
      description: 'The requested columns; all by default.',
      json: 'Profile',
      headers: ['ETag'],
    },
    errors: [404, 409],
    curl: '"/api/datasets/$id/profile?columns=height,homeworld"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/compare',
    id: 'compareDatasets',
    tag: 'Data',
    summary: 'Compare with another dataset',
    description:
      'What changed from it to this one. Conditions select rows that match before or after the change; as CSV or NDJSON ' +
      'every changed cell is a line of its own.',
    parameters: [
      ...(['id', 'with', 'change', 'ignore', 'changed', 'old', 'new'] as const),
      ...(['limit', 'offset', 'columns', 'sort', 'format', 'for', ...SELECTION] as const),
    ],
    success: {
      status: 200,
      description: 'The numbers and a slice of the changed rows, or every changed cell.',
      json: 'Comparison',
      files: STREAMS,
      headers: ['ETag'],
    },
    errors: [404, 409],
    curl: '"/api/datasets/$id/compare?with=previous&format=csv"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/compare/counts',
    id: 'compareCounts',
    tag: 'Data',
    summary: 'Compare counts with another dataset',
    description:
      'How often each combination of values occurs before and after, the largest differences first.',
    parameters: ['id', 'with', 'countedColumns', 'limit', 'offset', ...SELECTION],
    success: { status: 200, description: 'A slice.', json: 'CountComparison', headers: ['ETag'] },
    errors: [404, 409],
    curl: '"/api/datasets/$id/compare/counts?with=previous&columns=homeworld"',
  },
  {
    method: 'get',
    path: '/api/datasets/{id}/file',
    id: 'downloadFile',
    tag: 'Data',
    summary: 'Download a dataset’s file',
    description: 'The stored CSV or Parquet file, as it was published.',
    parameters: ['id', 'fileFormat', 'for'],
    success: {
      status: 200,
      description: 'The file, as an attachment.',
      files: [CONTENT_TYPES.csv, CONTENT_TYPES.parquet],
      headers: ['ETag', 'Repr-Digest'],
    },
    hasRanges: true,
    errors: [404, 409],
    curl: '-OJ /api/datasets/$id/file',
  },
]
