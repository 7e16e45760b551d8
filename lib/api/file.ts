import 'server-only'
import { Readable } from 'node:stream'
import { answerTagged, asAttachment, CONTENT_TYPES } from '@/lib/api/answer'
import type { FILE_FORMATS, Format } from '@/lib/api/format'
import { openExport } from '@/lib/datasets/export'
import { rowsTable } from '@/lib/datasets/export-tables'
import { exportName, parquetName } from '@/lib/datasets/file-names'
import type { Dataset } from '@/lib/datasets/types'
import { EVERYTHING } from '@/lib/datasets/view'
import { AppError } from '@/lib/errors'
import { openDatasetFile } from '@/lib/storage'

/**
 * Answers with a file of a dataset. The tag of the CSV is its sha256.
 * @throws AppError `not_ready`
 */
export async function answerFile(
  request: Request,
  dataset: Dataset,
  { format, forSpreadsheet }: Format<(typeof FILE_FORMATS)[number]>,
): Promise<Response> {
  const { id, status, sha256 } = dataset
  if (status !== 'ready' || sha256 === null)
    throw new AppError('not_ready', `This dataset has no files: its download is ${status}.`)
  if (forSpreadsheet) return answerForSpreadsheet(request, dataset, sha256)
  const fileName = format === 'csv' ? dataset.fileName : parquetName(id)
  return answerTagged(request, {
    tag: format === 'csv' ? sha256 : `${sha256}-${format}`,
    headers: { 'content-type': CONTENT_TYPES[format], ...asAttachment(fileName) },
    read: async () => {
      const { stream, byteSize } = await openDatasetFile(id, fileName)
      return {
        body: Readable.toWeb(stream) as ReadableStream,
        headers: { 'content-length': String(byteSize) },
      }
    },
  })
}

/** Made on the way from the companion: only the faithful files are kept. */
function answerForSpreadsheet(request: Request, dataset: Dataset, sha256: string): Promise<Response> {
  const style = { format: 'csv', forSpreadsheet: true } as const
  const table = rowsTable(dataset, { ...EVERYTHING, columns: [], sort: [] })
  return answerTagged(request, {
    tag: `${sha256}-spreadsheet`,
    headers: { 'content-type': CONTENT_TYPES.csv, ...asAttachment(exportName(dataset.id, 'rows', style)) },
    read: async () => ({ body: await openExport(table, style, request.signal) }),
  })
}
