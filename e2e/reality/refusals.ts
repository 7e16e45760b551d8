/** Ways in which a source refuses, and what Holocron says of each. HOST and PATH stand for what was asked. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Listener } from './source'

export interface Refusal {
  behaviour: Listener
  reason: string
}

function answer(status: number, headers: Record<string, string> = {}, body?: string): Listener {
  return (_, response) => response.writeHead(status, headers).end(body)
}

const NOT_JSON = 'HOST sent something that is not JSON (text/html).'
const BROKEN = 'HOST broke the connection off.'

export const REFUSALS: Record<string, Refusal> = {
  '404 with a body': {
    behaviour: answer(404, { 'content-type': 'application/json' }, '{"detail":"Not found"}'),
    reason: 'HOST has nothing at PATH (404).',
  },
  '404 without a body': { behaviour: answer(404), reason: 'HOST has nothing at PATH (404).' },
  '410': { behaviour: answer(410), reason: 'HOST answered with status 410.' },
  '301 to another host': {
    behaviour: answer(301, { location: 'https://parked.invalid/' }),
    reason: 'HOST redirects to another place (parked.invalid), which is not followed.',
  },
  '429 for seven hours': {
    behaviour: answer(429, { 'retry-after': '25924' }, '"Too many requests"'),
    reason: 'HOST asks us to wait for 7 hours: too many requests (429).',
  },
}

/** Those that may pass, and so are tried again while there is nobody else to ask. */
export const PASSING_REFUSALS: Record<string, Refusal> = {
  '503 without a body': { behaviour: answer(503), reason: 'HOST has a problem of its own (503).' },
  '429 for a second': {
    behaviour: answer(429, { 'retry-after': '1' }),
    reason: 'HOST asks us to wait for 1 s: too many requests (429).',
  },
  'a page of HTML': {
    behaviour: answer(200, { 'content-type': 'text/html' }, '<h1>Parked</h1>'),
    reason: NOT_JSON,
  },
  'a reset connection': { behaviour: ({ socket }) => socket.resetAndDestroy(), reason: BROKEN },
  'an answer cut off': {
    behaviour: (_, response) => {
      response
        .writeHead(200, { 'content-length': '1000' })
        .write('[', () => void sleep(20).then(() => response.destroy()))
    },
    reason: BROKEN,
  },
}

/** Accepts the connection, and says nothing. */
export const silence: Listener = () => undefined

/** Says that something comes, and then nothing does. */
export const silenceAfterHeaders: Listener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('[')
}
