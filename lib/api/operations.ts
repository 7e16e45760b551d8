/** Every operation of the API. */
import 'server-only'
import type { ApiOperation } from '@/lib/api/operation'
import { DATA_OPERATIONS } from '@/lib/api/operations/data'
import { DATASET_OPERATIONS } from '@/lib/api/operations/datasets'
import { SERVER_OPERATIONS } from '@/lib/api/operations/server'

export const API_OPERATIONS: ApiOperation[] = [
  ...DATASET_OPERATIONS,
  ...DATA_OPERATIONS,
  ...SERVER_OPERATIONS,
]
