/**
 * Answers before Next.js sees the request: sends an answer again while nothing that it depends on has changed, 304 to
 * clients that have it, and what the API is asked in any case (docs/decisions/0050-kept-answers.md).
 */
import 'server-only'
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import fresh from 'fresh'
import { isBot } from 'next/dist/shared/lib/router/utils/is-bot'
import { readAccess } from '@/lib/access/access'
import { POLICY_HEADER } from '@/lib/access/security-headers'
import { answerCounts, answerProfile, answerRows, type DatasetAnswer } from '@/lib/api/dataset-answers'
import { buildId, type Middleware } from '@/lib/connection'
import { env, isDevelopment } from '@/lib/env'
import { findAnswer, type KeptAnswer, renewAnswer } from '@/lib/kept-answers/answers'
import { recordAnswer } from '@/lib/kept-answers/record'
import { readState, type Subject } from '@/lib/kept-answers/state'
import { answerDirectly } from '@/lib/middleware/direct-answers'

/** A request with all that its answer depends on besides the state of its subject. */
interface Question {
  subject: Subject
  key: string
  /** Makes the answer; missing for pages, which Next.js makes. */
  make?: (request: Request) => Promise<Response>
}

const PAGE = /^\/datasets\/([\w-]+)(?:\/counts)?$/
const API = /^\/api\/datasets\/([\w-]+)\/(rows|counts|profile)$/
const ANSWERS: Record<string, DatasetAnswer> = {
  rows: answerRows,
  counts: answerCounts,
  profile: answerProfile,
}

const LONGEST_URL = 2_048

/** Headers that Next.js may answer differently to: all of its own, whatever it will call them. Proxies add the excepted ones. */
const ASKING =
  /^(host|purpose|rsc|next-.*|x-(?!forwarded-for$|real-ip$|request-id$|correlation-id$|amzn-trace-id$|cloud-trace-context$).*)$/

export const answerEarly: Middleware = (request, response, next) => {
  const question = readQuestion(request)
  if (question === null) return next()
  void respond(question, request, response)
    // Whatever went wrong is found again by Next.js, and said.
    .catch(() => false)
    .then((isSent) => {
      if (!isSent) next()
    })
}

/** True when it has sent an answer. */
async function respond(
  question: Question,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (await sendAgain(question, request, response).catch(() => false)) return true
  const { key, make } = question
  if (make === undefined) {
    recordAnswer(response, key, (state) => describeVersion(question, state))
    return false
  }
  await answerDirectly(request, response, key, make)
  return true
}

/** Null for whatever is none of our business: changes, crawlers, which get pages in another form, and visitors who may not read. */
function readQuestion({ method, url = '', headers }: IncomingMessage): Question | null {
  if (method !== 'GET' || isDevelopment() || url.length > LONGEST_URL) return null
  if ('content-length' in headers || 'transfer-encoding' in headers) return null
  const asked = readSubject(url.split('?')[0] ?? '')
  if (asked === null) return null
  const access = readAccess(new Headers({ cookie: headers.cookie ?? '' }))
  if (env().PRIVATE && access === 'signed-out' && asked.subject.kind !== 'login') return null
  if (isBot(headers['user-agent'] ?? '')) return null
  const asking = Object.entries(headers).filter(([name]) => ASKING.test(name))
  return { ...asked, key: JSON.stringify([url, access, asking.sort()]) }
}

/** Null for a path about whose answers nothing is known. */
function readSubject(path: string): Pick<Question, 'subject' | 'make'> | null {
  if (path === '/') return { subject: { kind: 'dashboard' } }
  if (path === '/login') return { subject: { kind: 'login' } }
  const [, page] = PAGE.exec(path) ?? []
  if (page !== undefined) return { subject: { kind: 'page', id: page } }
  const [, id, view = ''] = API.exec(path) ?? []
  const answer = ANSWERS[view]
  if (id === undefined || answer === undefined) return null
  return { subject: { kind: 'api', id }, make: (request) => answer(request, id) }
}

/** True when it has sent a kept answer, or that the client has it. */
async function sendAgain(
  question: Question,
  { headers }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const kept = findAnswer(question.key)
  const isConditional = 'if-none-match' in headers
  if (kept === undefined && !isConditional) return false
  const state = await readState(question.subject)
  if (state === null) return false
  const isCurrent = kept?.state === state
  const version = isCurrent ? kept.headers : describeVersion(question, state)
  if (isConditional && fresh(headers, version)) sendUnchanged(response, version)
  else if (isCurrent) send(response, kept)
  else return false
  return true
}

/**
 * The headers by which browsers ask again, for pages: the API has its own. Pages that only some may see are not stored by
 * browsers, as Next.js has it.
 */
function describeVersion({ subject, key }: Question, state: string): Record<string, string> {
  if (subject.kind === 'api' || env().PRIVATE) return {}
  const hash = createHash('sha256')
    .update(JSON.stringify([buildId(), key, state]))
    .digest('base64url')
  return { etag: `W/"${hash}"`, 'cache-control': 'private, no-cache' }
}

function send(response: ServerResponse, kept: KeptAnswer): void {
  const { headers, body } = renewAnswer(kept)
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) response.setHeader(name, value)
  response.setHeader('content-length', body.length)
  response.end(body)
}

/** Without a policy: the stored page keeps the one whose nonce its scripts have. */
function sendUnchanged(
  response: ServerResponse,
  { etag, 'cache-control': caching, vary }: KeptAnswer['headers'],
): void {
  response.removeHeader(POLICY_HEADER)
  response.writeHead(304, { etag, 'cache-control': caching, ...(vary !== undefined && { vary }) })
  response.end()
}
