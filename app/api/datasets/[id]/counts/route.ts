import { route } from '@/lib/api'
import { readApiView } from '@/lib/api-view'
import { countValues } from '@/lib/datasets/counts'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/** Counts of every combination of values of `columns`, over all rows that the filters select. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/counts'>,
): Promise<Response> {
  return route(async () => {
    const { sort, ...view } = readApiView(request)
    if (view.columns.length === 0)
      throw new AppError('invalid', 'Say which columns to count: ?columns=date,homeworld')
    if (sort.length > 0)
      throw new AppError('invalid', 'Counts are ordered by count, then values; sort is for rows.')
    const { columns, counts, ...totals } = await countValues(await requireDataset((await params).id), view)
    return Response.json({
      columns,
      counts: counts.map(({ values, count, share }) => ({
        ...Object.fromEntries(columns.map((column, index) => [column, values[index]])),
        count,
        share,
      })),
      ...totals,
    })
  })
}
