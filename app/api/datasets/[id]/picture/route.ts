import { drawPicture } from '@/app/share-picture'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { readApiSelection } from '@/lib/api/read-view'
import { route } from '@/lib/api/route'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Selection } from '@/lib/datasets/model/view'
import { readIntact } from '@/lib/datasets/intact'
import { countSelected } from '@/lib/datasets/query/table'
import { requireDataset } from '@/lib/datasets/store'
import { orQueryLimit } from '@/lib/errors'
import { formatDateTime, formatQuantity, sourceLabel } from '@/lib/format'
import { nameCounts } from '@/lib/format/counted'
import { datasetTitle } from '@/lib/format/dataset-title'
import { viewTitle } from '@/lib/format/view-title'

interface PicturedView extends Selection {
  /** Of counts; empty for rows. */
  columns: DatasetColumn[]
}

/** The picture of a shared link: what the view is of, and the dataset it is of. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/picture'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readApiSelection(request, ['columns'])
    const [title = '', ...lines] = await describe(await requireDataset((await params).id), view)
    // A name may change, and what is shown may be for readers only.
    const headers = { 'content-type': CONTENT_TYPES.png, 'cache-control': 'private, no-cache' }
    return new Response(drawPicture(title, lines).body, { headers })
  })
}

async function describe(dataset: Dataset, view: PicturedView): Promise<string[]> {
  const { status, rowCount, planetCount, source, requests, createdAt, fileName } = dataset
  if (status !== 'ready') return [status === 'unchanged' ? 'Nothing new' : 'Not ready', fileName]
  const origin = [...(source === null ? [] : [sourceLabel(source)]), formatDateTime(createdAt)].join(', ')
  if (view.columns.length === 0 && view.filters.length === 0 && view.q === '') {
    const made = `${formatQuantity(planetCount, 'planet')}, ${formatQuantity(requests, 'request')}`
    return [datasetTitle(dataset), `${formatQuantity(rowCount, 'row')}, ${made}`, origin, fileName]
  }
  const { answer: total } = await orQueryLimit(readIntact(dataset, (table) => countSelected(table, view)))
  const selected = viewTitle(view, total, rowCount)
  const counted = view.columns.length > 0 ? nameCounts({ columns: view.columns, view: undefined }) : null
  return [...[counted, selected].filter((line) => line !== null), datasetTitle(dataset), origin]
}
