/** Every operation of the API. */
import 'server-only'
import type { ApiOperation } from '@/lib/api/openapi/operation'
import { DATA_OPERATIONS } from '@/lib/api/openapi/operations/data'
import { DATASET_OPERATIONS } from '@/lib/api/openapi/operations/datasets'
import { RETENTION_OPERATIONS } from '@/lib/api/openapi/operations/retention'
import { SCHEDULE_OPERATIONS } from '@/lib/api/openapi/operations/schedules'
import { SERVER_OPERATIONS } from '@/lib/api/openapi/operations/server'

export const API_OPERATIONS: ApiOperation[] = [
  ...DATASET_OPERATIONS,
  ...DATA_OPERATIONS,
  ...SCHEDULE_OPERATIONS,
  ...RETENTION_OPERATIONS,
  ...SERVER_OPERATIONS,
]
