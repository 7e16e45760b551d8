import { drawPicture } from '@/app/share-picture'
import { route } from '@/lib/api/route'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { countSelected } from '@/lib/datasets/query/table'
import { requireDataset } from '@/lib/datasets/store'
import { orQueryLimit } from '@/lib/errors'
import { formatCount, formatDateTime, formatQuantity, sourceLabel } from '@/lib/format'
import { nameCounts } from '@/lib/format/counted'
import { datasetTitle } from '@/lib/format/dataset-title'
import { viewTitle } from '@/lib/format/view-title'
import { parseCountsParams } from '@/lib/search-params/counts'

/** The picture of a shared link: what the view is of, and the dataset it is of. Query as on the pages. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return route(request, async () => {
    const dataset = await requireDataset((await params).id)
    const query = Object.fromEntries(new URL(request.url).searchParams)
    const [title = '', ...lines] = await describe(dataset, query)
    return drawPicture(title, lines)
  })
}

async function describe(dataset: Dataset, query: Record<string, string>): Promise<string[]> {
  const { status, rowCount, planetCount, source, requests, createdAt, fileName } = dataset
  if (status !== 'ready') return ['Not ready', fileName]
  const origin = [...(source === null ? [] : [sourceLabel(source)]), formatDateTime(createdAt)].join(', ')
  const view = parseCountsParams(query)
  if (view.columns.length === 0 && view.filters.length === 0 && view.q === '') {
    const made = `${formatQuantity(planetCount, 'planet')}, ${formatQuantity(requests, 'request')}`
    return [datasetTitle(dataset), `${formatCount(rowCount)} rows, ${made}`, origin, fileName]
  }
  const { answer: total } = await orQueryLimit(countSelected(dataset, view))
  const selected = viewTitle(view, total, rowCount)
  const counted = view.columns.length > 0 ? nameCounts(view) : null
  return [...[counted, selected].filter((line) => line !== null), datasetTitle(dataset), origin]
}
