import { answerFile } from '@/lib/api/file'
import { FILE_FORMATS, FORMAT_PARAMETERS, readFormat } from '@/lib/api/format'
import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { requireDataset } from '@/lib/datasets/store'

/** The stored files: `?format=csv` (default) or `parquet`, with length; the CSV also spreadsheet-safe. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/file'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request, FORMAT_PARAMETERS)
    const dataset = await requireDataset((await params).id)
    return answerFile(request, dataset, readFormat(request, FILE_FORMATS))
  })
}
