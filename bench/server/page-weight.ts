/** The JavaScript that a browser loads with the dataset page, compared with an empty page. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { buildBarePage } from '../../e2e/bare-page'
import { progress } from '../measure'
import type { ServerBench, ServerRow } from './context'
import { get } from './http'

export async function benchPageWeight({ server, archiveId }: ServerBench): Promise<ServerRow[]> {
  progress('server: weight of the dataset page')
  const { body } = await get(`${server.url}/datasets/${archiveId}`)
  const tags = body.toString().match(/<script\b[^>]*\bsrc="[^"]+"[^>]*>/g) ?? []
  let whole = 0
  for (const tag of tags.filter((tag) => !/\bnomodule\b/i.test(tag))) {
    const src = /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? ''
    const script = await get(new URL(src.replaceAll('&amp;', '&'), server.url).href)
    if (script.status !== 200) throw new Error(`${src} answered ${script.status}`)
    whole += gzipSync(script.body).length
  }
  const bare = buildBarePage().reduce((total, file) => total + gzipSync(readFileSync(file)).length, 0)
  const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
  return [
    [
      'JavaScript of the dataset page, as gzip',
      `${kB(whole)}, ${kB(whole - bare)} above a bare page of Next.js`,
      '≤ 30 kB above',
    ],
  ]
}
