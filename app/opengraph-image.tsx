import { drawPicture } from '@/app/share-picture'

export const alt = 'Holocron: every Star Wars character, in one file'
export const size = { width: 1200, height: 630 }
export const contentType = 'image/png'

/** The picture of a link to the dashboard. It shows no data, so it needs no access. */
export default function OpenGraphImage(): Response {
  return drawPicture('Every Star Wars character, in one file', [
    'Download the complete set from SWAPI, keep it as a CSV,',
    'and explore and count its values.',
  ])
}
