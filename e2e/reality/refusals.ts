/** Ways in which a source refuses, and Holocron's message for each. HOST and PATH are placeholders. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Listener } from './source'

export interface Refusal {
  behavior: Listener
  reason: string
}

function answer(status: number, headers: Record<string, string> = {}, body?: string): Listener {
  return (_, response) => response.writeHead(status, headers).end(body)
}

const NOT_JSON = 'HOST sent something that is not JSON (text/html).'
const BROKEN = 'HOST closed the connection unexpectedly.'

export const REFUSALS: Record<string, Refusal> = {
  '404 with a body': {
    behavior: answer(404, { 'content-type': 'application/json' }, '{"detail":"Not found"}'),
    reason: 'HOST has nothing at PATH (404).',
  },
  '404 without a body': { behavior: answer(404), reason: 'HOST has nothing at PATH (404).' },
  '410': { behavior: answer(410), reason: 'HOST answered with status 410.' },
  '301 to another host': {
    behavior: answer(301, { location: 'https://parked.invalid/' }),
    reason: 'HOST redirects elsewhere (parked.invalid), which is not followed.',
  },
  '429 for seven hours': {
    behavior: answer(429, { 'retry-after': '25924' }, '"Too many requests"'),
    reason: 'HOST asks us to wait for 7 hours: too many requests (429).',
  },
}

/** Refusals that may be temporary, and so are retried when there is no other source. */
export const PASSING_REFUSALS: Record<string, Refusal> = {
  '503 without a body': { behavior: answer(503), reason: 'HOST failed with a server error (503).' },
  '429 for a second': {
    behavior: answer(429, { 'retry-after': '1' }),
    reason: 'HOST asks us to wait for 1 s: too many requests (429).',
  },
  'an HTML page': {
    behavior: answer(200, { 'content-type': 'text/html' }, '<h1>Parked</h1>'),
    reason: NOT_JSON,
  },
  'a reset connection': { behavior: ({ socket }) => socket.resetAndDestroy(), reason: BROKEN },
  'a truncated response': {
    behavior: (_, response) => {
      response
        .writeHead(200, { 'content-length': '1000' })
        .write('[', () => void sleep(20).then(() => response.destroy()))
    },
    reason: BROKEN,
  },
}

/** Accepts the connection, and sends nothing. */
export const silence: Listener = () => undefined

/** Sends headers and the first byte, then nothing. */
export const silenceAfterHeaders: Listener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('[')
}
