/** The server itself. */
import 'server-only'
import type { ApiOperation } from '@/lib/api/openapi/operation'

export const SERVER_OPERATIONS: ApiOperation[] = [
  {
    method: 'get',
    path: '/api/health',
    id: 'checkHealth',
    tag: 'Server',
    summary: 'Check the server’s health',
    description: 'Open to everyone, without the token.',
    parameters: [],
    success: {
      status: 200,
      description: 'The database is responding; `storage` is there when the S3 store is not.',
      json: 'Health',
    },
    isOpen: true,
    errors: [],
    curl: '/api/health',
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    id: 'readDescription',
    tag: 'Server',
    summary: 'Read this description',
    description: 'OpenAPI 3.1.',
    parameters: [],
    success: { status: 200, description: 'The document.', json: 'object' },
    errors: [],
    curl: '/api/openapi.json',
  },
]
