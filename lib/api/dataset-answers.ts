/**
 * The API's answers from the rows of a dataset. Routes give them, and so does the middleware that need not ask Next.js first
 * (lib/middleware/kept-answers.ts).
 */
import 'server-only'
import { answerJson, answerView } from '@/lib/api/answer'
import { readApiCountsView, readApiView } from '@/lib/api/read-view'
import { answerStored } from '@/lib/api/stored'
import { exportName } from '@/lib/datasets/export/names'
import { countsTable, isStoredCsv, rowsTable } from '@/lib/datasets/export/tables'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Slice } from '@/lib/datasets/model/view'
import { countValuesCached, readProfileCached } from '@/lib/datasets/query/cached'
import { countValues } from '@/lib/datasets/query/counts'
import { readRows } from '@/lib/datasets/query/rows'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/** Answers a question about a dataset. @throws AppError */
export type DatasetAnswer = (request: Request, id: string) => Promise<Response>

/** Rows: filtered, searched, sorted, sliced, with the requested columns; unsliced as CSV or NDJSON. */
export const answerRows: DatasetAnswer = async (request, id) => {
  const view = readApiView(request)
  const dataset = await requireDataset(id)
  if (isStoredCsv(view, view)) {
    const saveAs = exportName(dataset.id, 'rows', { format: 'csv', forSpreadsheet: false })
    return answerStored(request, dataset, { format: 'csv', saveAs })
  }
  const columns = view.columns.length > 0 ? view.columns : DATASET_COLUMNS
  return answerView(request, dataset, view, {
    kind: 'rows',
    table: (parquet) => rowsTable(parquet, view),
    readJson: async () => {
      const { rows, total, hasMore } = await readRows(dataset, view, request.signal)
      return {
        rows: rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))),
        total,
        hasMore,
      }
    },
    readAll: async () => {
      const { rows } = await readRows(dataset, { ...view, ...wholeOf(dataset) }, request.signal)
      return rows.map((row) => columns.map((column) => row[column]))
    },
  })
}

/** A view never has more results than rows. */
function wholeOf({ rowCount }: Dataset): Slice {
  return { offset: 0, limit: rowCount }
}

/** Counts of every combination of values of `columns`, over all rows that the filters select. */
export const answerCounts: DatasetAnswer = async (request, id) => {
  const view = readApiCountsView(request)
  const dataset = await requireDataset(id)
  return answerView(request, dataset, view, {
    kind: 'counts',
    table: (parquet) => countsTable(parquet, view),
    readJson: async () => {
      const { columns, counts, ...totals } = await countValuesCached(dataset, view, request.signal)
      const records = counts.map(({ values, count, share }) => ({
        ...Object.fromEntries(columns.map((column, index) => [column, values[index]])),
        count,
        share,
      }))
      return { columns, counts: records, ...totals }
    },
    readAll: async () => {
      const { counts } = await countValues(dataset, { ...view, ...wholeOf(dataset) }, request.signal)
      return counts.map(({ values, count, share }) => [...values, count, share])
    },
  })
}

/** Parameters of other views, meaningless for a profile. */
const OF_OTHER_VIEWS = ['limit', 'offset', 'sort', 'format', 'for']

/** The distribution of each column's values over all rows that the filters select. */
export const answerProfile: DatasetAnswer = async (request, id) => {
  const view = readApiView(request)
  const { searchParams } = new URL(request.url)
  const stray = OF_OTHER_VIEWS.find((name) => searchParams.has(name))
  if (stray !== undefined)
    throw new AppError('invalid', `A profile takes filters, q and columns; ${stray} is for other views.`)
  const dataset = await requireDataset(id)
  return answerJson(request, dataset, {
    kind: 'profile',
    readJson: () => readProfileCached(dataset, view, request.signal),
  })
}
