import type { Metadata } from 'next'
import type { Selection } from '@/lib/datasets/model/view'
import { href, selectionQuery } from '@/lib/search-params/query'

interface SharedView extends Partial<Selection> {
  /** Of counts. */
  columns?: readonly string[]
}

/** The picture that link previews show, of this view. A picture in a file could not know the view: it gets no query. */
export function describePicture(
  id: string,
  { columns = [], ...selection }: SharedView = {},
): Pick<Metadata, 'openGraph' | 'twitter'> {
  const url = href(`/api/datasets/${encodeURIComponent(id)}/picture`, [
    ...(columns.length > 0 ? [`columns=${columns.join(',')}`] : []),
    ...selectionQuery(selection),
  ])
  const alt = 'A dataset of Star Wars characters in Holocron'
  return {
    openGraph: { images: [{ url, alt, width: 1200, height: 630, type: 'image/png' }] },
    twitter: { card: 'summary_large_image', images: [{ url, alt }] },
  }
}
