import 'server-only'
import { assertParameters } from '@/lib/api/query'
import { isDatasetId } from '@/lib/dataset-id'
import { listRunningDatasets } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/** The most downloads that one request may cover. */
export const PROGRESS_IDS_MAX = 100

export const PROGRESS_FORMATS = ['events', 'json'] as const

export interface ProgressQuery {
  ids: string[]
  format: (typeof PROGRESS_FORMATS)[number]
}

/**
 * Reads `?ids=a,b&format=json`. Without ids: the running downloads.
 * @throws AppError `invalid`
 */
export async function readProgressQuery(request: Request): Promise<ProgressQuery> {
  assertParameters(request, ['ids', 'format'])
  const params = new URL(request.url).searchParams
  const asked = params.get('format') ?? PROGRESS_FORMATS[0]
  const format = PROGRESS_FORMATS.find((one) => one === asked)
  if (!format) throw new AppError('invalid', 'format must be events or json.')
  return { ids: readIds(params.get('ids')) ?? (await listRunningIds()), format }
}

function readIds(list: string | null): string[] | null {
  if (list === null) return null
  const ids = [...new Set(list.split(','))]
  if (!ids.every(isDatasetId))
    throw new AppError('invalid', 'ids must be ids of datasets, separated by commas.')
  if (ids.length > PROGRESS_IDS_MAX)
    throw new AppError('invalid', `ids must be ${PROGRESS_IDS_MAX} or fewer.`)
  return ids
}

async function listRunningIds(): Promise<string[]> {
  return (await listRunningDatasets()).slice(0, PROGRESS_IDS_MAX).map(({ id }) => id)
}
