import 'server-only'
import { answerTagged, asAttachment } from '@/lib/api/answer'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import type { FILE_FORMATS, Format } from '@/lib/api/format'
import { answerStored } from '@/lib/api/stored'
import { exportName } from '@/lib/datasets/export/names'
import { exportIntact } from '@/lib/datasets/export/stream'
import { type ExportTable, rowsTable } from '@/lib/datasets/export/tables'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { describePublished } from '@/lib/datasets/published'
import { notReady } from '@/lib/datasets/query/table'
import { AppError } from '@/lib/errors'

/**
 * Responds with a file of a dataset.
 * @throws AppError `not_ready`, `unchanged` or `damaged`
 */
export async function answerFile(
  request: Request,
  dataset: Dataset,
  { format, forSpreadsheet }: Format<(typeof FILE_FORMATS)[number]>,
): Promise<Response> {
  const { status, sha256 } = dataset
  if (status === 'unchanged') throw notReady(dataset)
  if (status !== 'ready' || sha256 === null)
    throw new AppError('not_ready', `This dataset has no files: its download is ${status}.`)
  if (forSpreadsheet) return answerForSpreadsheet(request, dataset, sha256)
  return answerStored(request, dataset, { format, saveAs: describePublished(dataset, format).fileName })
}

/** Generated on the fly from the Parquet file: only the faithful files are stored. */
function answerForSpreadsheet(request: Request, dataset: Dataset, sha256: string): Promise<Response> {
  const style = { format: 'csv', forSpreadsheet: true } as const
  const table = (parquet: string): ExportTable => rowsTable(parquet, { ...EVERYTHING, columns: [], sort: [] })
  return answerTagged(request, {
    tag: `${sha256}-spreadsheet`,
    headers: { 'content-type': CONTENT_TYPES.csv, ...asAttachment(exportName(dataset.id, 'rows', style)) },
    read: () => exportIntact(dataset, table, style, request.signal),
  })
}
