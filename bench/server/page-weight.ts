/** The JavaScript that a browser loads with the dataset page, as it is sent. */
import { progress } from '../measure'
import type { ServerBench, ServerRow } from './context'
import { get } from './http'

/** What browsers of today say. */
const AS_BROWSERS = { 'accept-encoding': 'gzip, deflate, br, zstd' }

export async function benchPageWeight({ server, archiveId }: ServerBench): Promise<ServerRow[]> {
  progress('server: weight of the dataset page')
  const { body } = await get(`${server.url}/datasets/${archiveId}`)
  const tags = body.toString().match(/<script\b[^>]*\bsrc="[^"]+"[^>]*>/g) ?? []
  let modern = 0
  let old = 0
  for (const tag of tags) {
    const src = /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? ''
    const script = await get(new URL(src.replaceAll('&amp;', '&'), server.url).href, undefined, AS_BROWSERS)
    if (script.status !== 200) throw new Error(`${src} answered ${script.status}`)
    const size = script.body.byteLength
    if (/\bnomodule\b/i.test(tag)) old += size
    else modern += size
  }
  const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
  return [
    [
      'JavaScript of the dataset page, as sent',
      `${kB(modern)} in a modern browser, ${kB(modern + old)} with what only old ones load (nomodule)`,
      '≤ 130 kB',
    ],
  ]
}
