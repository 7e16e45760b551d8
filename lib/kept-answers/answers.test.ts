import { findAnswer, MOST_BYTES, renewAnswer, storeAnswer } from '@/lib/kept-answers/answers'

const NONCE = 'AAAAAAAAAAAAAAAAAAAAAA=='

test('a page gets a new nonce wherever it has one, and nothing else changes', () => {
  const body = `<script nonce="${NONCE}">ö</script>${NONCE}${NONCE}<i>AAAA</i>`
  const headers = { link: `<a>; nonce="${NONCE}"`, etag: 'W/"x"' }
  const kept = { state: 's', headers, body: Buffer.from(body), nonce: NONCE, byteSize: 1 }
  const renewed = renewAnswer(kept)
  const next = /nonce="([^"]+)"/.exec(renewed.body.toString())?.[1] ?? ''
  expect(next).toMatch(/^[\w+/]{22}==$/)
  expect(next).not.toBe(NONCE)
  expect(renewed.body.toString()).toBe(body.replaceAll(NONCE, next))
  expect(renewed.headers).toEqual({ link: `<a>; nonce="${next}"`, etag: 'W/"x"' })
  expect(kept.body.toString()).toBe(body)
})

test('an answer without a nonce is sent as it was', () => {
  const kept = { state: 's', headers: {}, body: Buffer.from('{}'), byteSize: 1 }
  expect(renewAnswer(kept)).toEqual({ headers: {}, body: kept.body })
})

test('all answers together take no more memory than allowed: those used longest ago go', () => {
  const body = Buffer.alloc(1_000_000)
  for (let turn = 0; turn < 40; turn++) {
    findAnswer('0')
    storeAnswer(String(turn), { state: 's', headers: {}, body })
  }
  const kept = Array.from({ length: 40 }, (_, turn) => turn).filter((turn) => findAnswer(String(turn)))
  expect(kept[0]).toBe(0)
  expect(kept.at(-1)).toBe(39)
  expect(kept.length).toBe(Math.floor(MOST_BYTES / (1_000_000 + 4_096 + 2)))
})
