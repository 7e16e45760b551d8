import { createHash } from 'node:crypto'
import { answerTagged, asAttachment } from '@/lib/api/answer'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { readApiCountComparison, readPair } from '@/lib/api/read-comparison'
import { route } from '@/lib/api/route'
import { compareCounts, compareCountsTable } from '@/lib/datasets/compare/counts'
import { assertComparable, pairKey, readBothIntact } from '@/lib/datasets/compare/pair'
import { exportName } from '@/lib/datasets/export/names'
import { openExport } from '@/lib/datasets/export/stream'

/** How often each combination of values occurs in both datasets, the largest differences first. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/compare/counts'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readApiCountComparison(request)
    const pair = await readPair(request, (await params).id)
    assertComparable(pair)
    const tag = createHash('sha256')
      .update(`1 counts ${pairKey(pair)} ${new URL(request.url).search}`)
      .digest('hex')
    const { format, forSpreadsheet } = view
    if (format !== 'json') {
      const style = { format, forSpreadsheet }
      return answerTagged(request, {
        tag,
        headers: {
          'content-type': CONTENT_TYPES[format],
          ...asAttachment(exportName(pair.dataset.id, 'changed-counts', style)),
        },
        read: () =>
          readBothIntact(pair, (tables, keep) =>
            openExport(compareCountsTable(tables, view), style, request.signal, undefined, keep()),
          ),
      })
    }
    return answerTagged(request, {
      tag,
      headers: { 'content-type': CONTENT_TYPES.json },
      read: async () => {
        const { columns, counts, ...totals } = await compareCounts(pair, view, request.signal)
        const records = counts.map(({ values, before, after }) => ({
          ...Object.fromEntries(columns.map((column, index) => [column, values[index]])),
          before,
          after,
          difference: after - before,
        }))
        return JSON.stringify({
          base: pair.base.id,
          dataset: pair.dataset.id,
          columns,
          counts: records,
          ...totals,
        })
      },
    })
  })
}
