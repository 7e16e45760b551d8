import { createHash } from 'node:crypto'
import { answerTagged, asAttachment } from '@/lib/api/answer'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { readApiComparison, readPair } from '@/lib/api/read-comparison'
import { route } from '@/lib/api/route'
import { listChanges } from '@/lib/datasets/compare/changes'
import { changesTable } from '@/lib/datasets/compare/changes-table'
import { assertComparable, comparedColumns, pairKey } from '@/lib/datasets/compare/pair'
import { summarizeChanges } from '@/lib/datasets/compare/summary'
import { exportName } from '@/lib/datasets/export/names'
import { openExport } from '@/lib/datasets/export/stream'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'

/** What changed from another dataset to this one: as numbers and rows, or every cell as CSV or NDJSON. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/compare'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readApiComparison(request)
    const pair = await readPair(request, (await params).id, view.ignore)
    assertComparable(pair)
    const tag = createHash('sha256')
      .update(`1 ${pairKey(pair)} ${new URL(request.url).search}`)
      .digest('hex')
    const { format, forSpreadsheet } = view
    if (format !== 'json') {
      const style = { format, forSpreadsheet }
      return answerTagged(request, {
        tag,
        headers: {
          'content-type': CONTENT_TYPES[format],
          ...asAttachment(exportName(pair.dataset.id, 'changes', style)),
        },
        read: async () => openExport(await changesTable(pair, view, request.signal), style, request.signal),
      })
    }
    return answerTagged(request, {
      tag,
      headers: { 'content-type': CONTENT_TYPES.json },
      read: async () => {
        const summary = await summarizeChanges(pair, request.signal)
        const page = await listChanges(pair, view, request.signal)
        const shown = view.columns.length > 0 ? view.columns : DATASET_COLUMNS
        const pick = (row: Record<string, string> | null): unknown =>
          row && Object.fromEntries(shown.map((column) => [column, row[column]]))
        const changes = page.changes.map(({ change, id, before, after }) => ({
          change,
          swapi_id: id,
          columns: comparedColumns(pair).filter(
            (column) => change === 'changed' && before?.[column] !== after?.[column],
          ),
          before: pick(before),
          after: pick(after),
        }))
        return JSON.stringify({
          base: pair.base.id,
          dataset: pair.dataset.id,
          ignored: view.ignore,
          summary,
          ...page,
          changes,
        })
      },
    })
  })
}
