'use client'

import type { JSX } from 'react'
import { PICTURE } from '@/lib/search-params/picture'

interface ViewTagsProps {
  title: string
  /** The absolute URL of the picture: programs that preview a link need it; null where it is not known. */
  picture: string | null
  /** The URLs of the same view in other formats. */
  formats?: { json: string; csv: string } | undefined
}

/**
 * What programs read in the head of a view's page, where React moves it: its preview, and the same view in other formats.
 * The metadata of Next.js, which pages of less weight use, would say most of it twice, and send all of it once more for the
 * browser, which has no use for it.
 */
export function ViewTags({ title, picture, formats }: ViewTagsProps): JSX.Element {
  return (
    <>
      {formats ? <link rel="alternate" type="application/json" href={formats.json} /> : null}
      {formats ? <link rel="alternate" type="text/csv" href={formats.csv} /> : null}
      <meta property="og:title" content={title} />
      <meta name="twitter:card" content="summary_large_image" />
      {picture === null ? null : (
        <>
          <meta property="og:image" content={picture} />
          <meta property="og:image:type" content={PICTURE.type} />
          <meta property="og:image:width" content={`${PICTURE.width}`} />
          <meta property="og:image:height" content={`${PICTURE.height}`} />
          <meta property="og:image:alt" content={PICTURE.alt} />
        </>
      )}
    </>
  )
}
