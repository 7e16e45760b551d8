/** Every operation of the API. */
import 'server-only'
import type { ApiOperation } from '@/lib/api/openapi/operation'
import { DATA_OPERATIONS } from '@/lib/api/openapi/operations/data'
import { DATASET_OPERATIONS } from '@/lib/api/openapi/operations/datasets'
import { SERVER_OPERATIONS } from '@/lib/api/openapi/operations/server'

export const API_OPERATIONS: ApiOperation[] = [
  ...DATASET_OPERATIONS,
  ...DATA_OPERATIONS,
  ...SERVER_OPERATIONS,
]
