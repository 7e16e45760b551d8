import { Readable } from 'node:stream'
import { route } from '@/lib/api'
import { parquetName } from '@/lib/datasets/file-names'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { openDatasetFile } from '@/lib/storage'

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
}

/** The stored files: `?format=csv` (default) or `parquet`, with length; the CSV with its sha256 as entity tag. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/file'>,
): Promise<Response> {
  return route(async () => {
    const dataset = await requireDataset((await params).id)
    const format = new URL(request.url).searchParams.get('format') ?? 'csv'
    if (format !== 'csv' && format !== 'parquet') {
      throw new AppError('invalid', 'The format must be csv or parquet.')
    }
    if (dataset.status !== 'ready') {
      throw new AppError('not_ready', `This dataset has no files: its download is ${dataset.status}.`)
    }
    const fileName = format === 'csv' ? dataset.fileName : parquetName(dataset.id)
    const { stream, byteSize } = await openDatasetFile(dataset.id, fileName)
    return new Response(Readable.toWeb(stream) as ReadableStream, {
      headers: {
        'content-type': CONTENT_TYPES[format],
        'content-length': String(byteSize),
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'private, no-cache',
        ...(format === 'csv' && dataset.sha256 && { etag: `"${dataset.sha256}"` }),
      },
    })
  })
}
