/** The picture that previews of a link show. */
import type { Selection } from '@/lib/datasets/model/view'
import { href, selectionQuery } from '@/lib/search-params/query'

export interface PicturedView extends Partial<Selection> {
  /** Of counts. */
  columns?: readonly string[]
}

/** What previews need to know of any of them. */
export const PICTURE = {
  alt: 'A dataset of Star Wars characters in Holocron',
  width: 1200,
  height: 630,
  type: 'image/png',
}

/** The picture of a dataset, or of a view of it. One in a file could not know the view: it gets no query. */
export function pictureHref(id: string, { columns = [], ...selection }: PicturedView = {}): string {
  return href(`/api/datasets/${encodeURIComponent(id)}/picture`, [
    ...(columns.length > 0 ? [`columns=${columns.join(',')}`] : []),
    ...selectionQuery(selection),
  ])
}

/** As metadata of a page whose elements name its picture: otherwise the layout would name another. */
export const NO_PICTURE = { openGraph: null, twitter: null }
