/** The answers that are kept, as the bytes that were sent. */
import 'server-only'
import { randomBytes } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { NONCE_BYTES } from '@/lib/access/security-headers'
import { BoundedMap } from '@/lib/bounded-map'

export interface KeptAnswer {
  /** What it depends on besides the question. */
  state: string
  headers: OutgoingHttpHeaders
  body: Buffer
  /** That of a page's scripts, which is another one each time it is sent. */
  nonce?: string | undefined
  /** What it takes in memory, in bytes. */
  byteSize: number
}

/** What all answers may take together, in bytes, and one of them. */
export const MOST_BYTES = 16 * 1024 * 1024
export const MOST_BYTES_EACH = 1024 * 1024

/** What an answer takes besides its body: its headers and its question, in bytes. */
const OVERHEAD = 4_096

const kept = new BoundedMap<KeptAnswer>(MOST_BYTES)

/** @param question all of a request that the answer depends on */
export function findAnswer(question: string): KeptAnswer | undefined {
  return kept.get(question)
}

/** Keeps an answer instead of the last one to the same question. */
export function storeAnswer(question: string, answer: Omit<KeptAnswer, 'byteSize'>): void {
  kept.set(question, { ...answer, byteSize: answer.body.length + question.length + OVERHEAD })
}

/** Headers and body as they are to be sent. Each time, a page gets a new nonce wherever it has one. */
export function renewAnswer({ headers, body, nonce }: KeptAnswer): Pick<KeptAnswer, 'headers' | 'body'> {
  if (nonce === undefined) return { headers, body }
  const next = randomBytes(NONCE_BYTES).toString('base64')
  const renewed = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll(nonce, next) : value,
  ])
  return { headers: Object.fromEntries(renewed) as OutgoingHttpHeaders, body: replaceAll(body, nonce, next) }
}

function replaceAll(body: Buffer, nonce: string, next: string): Buffer {
  const renewed = Buffer.from(body)
  for (let at = body.indexOf(nonce); at !== -1; at = body.indexOf(nonce, at + nonce.length))
    renewed.write(next, at)
  return renewed
}
