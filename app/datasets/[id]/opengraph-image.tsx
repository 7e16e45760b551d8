import { drawPicture } from '@/app/share-picture'
import { requireReader } from '@/lib/access/pages'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getDataset } from '@/lib/datasets/store'
import { formatCount, formatDateTime, formatQuantity, sourceLabel } from '@/lib/format'

export const alt = 'A dataset of Star Wars characters in Holocron'
export const size = { width: 1200, height: 630 }
export const contentType = 'image/png'

/** The image of a shared link: the dataset's name, number of people, and source. */
export default async function OpenGraphImage({
  params,
}: {
  params: Promise<{ id: string }>
}): Promise<Response> {
  await requireReader()
  const dataset = await getDataset((await params).id)
  const [title = '', ...lines] = dataset ? describe(dataset) : ['Holocron', 'There is no such dataset.']
  return drawPicture(title, lines)
}

function describe({
  status,
  rowCount,
  planetCount,
  source,
  requests,
  fileName,
  createdAt,
}: Dataset): string[] {
  if (status !== 'ready') return ['Not ready', fileName]
  return [
    `${formatCount(rowCount)} characters`,
    `${formatQuantity(planetCount, 'planet')}, ${formatQuantity(requests, 'request')}`,
    [...(source === null ? [] : [sourceLabel(source)]), formatDateTime(createdAt)].join(', '),
    fileName,
  ]
}
