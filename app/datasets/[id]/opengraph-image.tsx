import { ImageResponse } from 'next/og'
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
  const [title, ...lines] = dataset ? describe(dataset) : ['Holocron', 'There is no such dataset.']
  return new ImageResponse(
    <div
      style={{
        ...{ width: '100%', height: '100%', display: 'flex', flexDirection: 'column', padding: 80 },
        ...{ justifyContent: 'space-between', background: '#10192e', color: '#e9eef6' },
      }}
    >
      <div style={{ display: 'flex', alignItems: 'center', gap: 24, fontSize: 40, color: '#7fd3ea' }}>
        <svg width="72" height="72" viewBox="0 0 24 24" fill="none" stroke="#7fd3ea" strokeWidth="1.5">
          <path d="M12 2.2 20.5 7v10L12 21.8 3.5 17V7Z" />
          <path d="M3.5 7 12 12l8.5-5M12 12v9.8" />
          <circle cx="12" cy="12" r="2.2" fill="#7fd3ea" stroke="none" />
        </svg>
        Holocron
      </div>
      <div style={{ display: 'flex', flexDirection: 'column', gap: 20 }}>
        <div style={{ fontSize: 92, letterSpacing: -2 }}>{title}</div>
        {lines.map((line) => (
          <div key={line} style={{ fontSize: 34, color: '#aab6cb' }}>
            {line}
          </div>
        ))}
      </div>
    </div>,
    size,
  )
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
