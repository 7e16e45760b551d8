/** Readers of pages and of the API, who accept whole answers, and 503 with a sentence and a time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { request, type Reply } from './server'
import type { Bench } from './trial'

const HTML = { accept: 'text/html' }

/** Starts them; the function that is returned stops them, and reports what they got. */
export function startReaders(bench: Bench, url: string, id: string): () => Promise<void> {
  const paths: [path: string, headers: Record<string, string>][] = [
    ['/', HTML],
    [`/datasets/${id}`, HTML],
    [`/datasets/${id}?_rsc=trial`, { rsc: '1' }],
    ['/api/datasets?limit=10', {}],
    [`/api/datasets/${id}/rows?limit=10`, {}],
    [`/api/datasets/${id}/file`, {}],
  ]
  let isOver = false
  let [whole, refused, slowest] = [0, 0, 0]
  const readers = paths.map(async ([path, headers]) => {
    while (!isOver) {
      const reply = await request(url + path, { headers })
      slowest = Math.max(slowest, reply.ms)
      const fault = findFault(path, reply)
      if (fault !== null) bench.fail(`${path}: ${fault}`)
      else if (reply.status === 200) whole += 1
      else refused += 1
      await sleep(100)
    }
  })
  return async () => {
    isOver = true
    await Promise.all(readers)
    bench.notes.push(
      `readers: ${whole} whole answers, ${refused} times 503, slowest ${(slowest / 1_000).toFixed(1)} s`,
    )
  }
}

function findFault(path: string, { status, body, isWhole }: Reply): string | null {
  const text = body.toString()
  if (!isWhole) return `the answer broke off (status ${status})`
  if (status === 503) return text.includes('.') ? null : `503 without a sentence: ${text.slice(0, 100)}`
  if (status !== 200) return `status ${status}: ${text.slice(0, 200)}`
  // The browser shows the sentence for this digest (app/error.tsx).
  if (path.includes('_rsc'))
    return /"digest":"(?!DATABASE_AWAY|NEXT_)/.test(text) ? `an error: ${text.slice(-300)}` : null
  if (path.endsWith('/file')) return text.split('\n').length >= 83 ? null : 'not the whole file'
  if (path.startsWith('/api/')) return text.endsWith('}') ? null : `not JSON: ${text.slice(-100)}`
  return text.includes('</html>') ? null : 'not a whole page'
}
