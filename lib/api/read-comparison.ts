import 'server-only'
import { readViewParameters } from '@/lib/api/query'
import { type ApiView, readApiCountsView, readApiView } from '@/lib/api/read-view'
import { findBase } from '@/lib/datasets/compare/base'
import type { Pair } from '@/lib/datasets/compare/pair'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import {
  CHANGE_PARAMETERS,
  type ChangeParams,
  parseChangeParams,
} from '@/lib/search-params/over-time/compare'

/** Names the dataset to compare with: an id, `previous` or `latest`. */
export const WITH = 'with'

export type ApiComparison = ApiView & Omit<ChangeParams, 'count'>

/** Those of a comparison that the API has: counts have an address of their own. */
const OWN = [...CHANGE_PARAMETERS.filter((name) => name !== 'count'), WITH]

/**
 * Reads which changes to list, and in which format; anything invalid is rejected.
 * @throws AppError `invalid` with the first problem as a sentence
 */
export function readApiComparison(request: Request): ApiComparison {
  const view = readApiView(request, OWN)
  const change = parseChangeParams(readViewParameters(request))
  if (change.problems[0] !== undefined) throw new AppError('invalid', change.problems[0])
  return { ...view, ...change }
}

/**
 * The two datasets that a request compares.
 * @throws AppError `invalid` when it does not say which, `not_found` when there is no such dataset
 */
export async function readPair(request: Request, id: string, ignored: Pair['ignored'] = []): Promise<Pair> {
  const [name, ...others] = new URL(request.url).searchParams.getAll(WITH)
  if (name === undefined || others.length > 0) {
    throw new AppError('invalid', 'Say once what to compare with: ?with=previous, or the id of a dataset.')
  }
  const dataset = await requireDataset(id)
  return { base: await requireBase(dataset, name), dataset, ignored }
}

async function requireBase(dataset: Dataset, name: string): Promise<Dataset> {
  const base = await findBase(dataset, name)
  if (base === null) throw new AppError('not_found', 'There is no such dataset to compare with.')
  return base
}

/** Reads which counts to compare. @throws AppError `invalid` with the first problem as a sentence */
export function readApiCountComparison(request: Request): ReturnType<typeof readApiCountsView> {
  const view = readApiCountsView(request, [WITH])
  if (view.sort.length > 0)
    throw new AppError('invalid', 'Compared counts have one order: the largest differences first.')
  return view
}
