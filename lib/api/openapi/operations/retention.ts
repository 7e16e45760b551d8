/** Rules for which datasets stay. */
import 'server-only'
import type { ApiOperation } from '@/lib/api/openapi/operation'
import { RULES } from '@/lib/datasets/model/keeping/retention'

export const RETENTION_OPERATIONS: ApiOperation[] = [
  {
    method: 'get',
    path: '/api/retention/{resource}',
    id: 'readRetention',
    tag: 'Retention',
    summary: 'Read the retention rules',
    description: 'With what they deleted last.',
    parameters: ['resource'],
    success: { status: 200, description: 'The rules.', json: 'Retention' },
    errors: [404],
    curl: '/api/retention/people',
  },
  {
    method: 'put',
    path: '/api/retention/{resource}',
    id: 'saveRetention',
    tag: 'Retention',
    summary: 'Save retention rules',
    description: 'They run within a moment, then every hour. What they delete can be restored for 24 hours.',
    parameters: ['resource'],
    body: 'RetentionRules',
    success: { status: 200, description: 'The rules.', json: 'Retention' },
    errors: [404],
    curl: `-X PUT /api/retention/people -d '{"last":10,"daily":7,"monthly":12}'`,
  },
  {
    method: 'delete',
    path: '/api/retention/{resource}',
    id: 'removeRetention',
    tag: 'Retention',
    summary: 'Remove the retention rules',
    description: 'From then on everything stays.',
    parameters: ['resource'],
    success: { status: 204, description: 'Removed.' },
    errors: [404],
    curl: '-X DELETE /api/retention/people',
  },
  {
    method: 'get',
    path: '/api/retention/{resource}/preview',
    id: 'previewRetention',
    tag: 'Retention',
    summary: 'Preview retention rules',
    description: 'What they would delete now, and why each of the others would stay.',
    parameters: ['resource', ...RULES],
    success: { status: 200, description: 'What would happen.', json: 'RetentionPreview' },
    errors: [404],
    curl: '/api/retention/people/preview?last=10&daily=7',
  },
]
