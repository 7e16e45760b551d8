/**
 * A double of a self-hosted Inngest server: over HTTP, it accepts registrations and events, and calls the functions with
 * signed requests. It keeps everything in memory. Steps that fail without a wait of their own are repeated after a
 * quarter of a minute at the earliest, as the real one does.
 */
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { callFunction, type CallResult, type Op, type StepState } from '@/inngest/embedded/protocol'
import { type EmbeddedEvent, eventSchema } from '@/inngest/embedded/transport'

export const EVENT_KEY = 'test-event-key'
export const SIGNING_KEY = 'signkey-test-00112233445566778899aabbccddeeff'

const SERVER_WAIT_MS = 15_000

const registrationSchema = z.object({
  url: z.string(),
  functions: z.array(
    z.looseObject({
      id: z.string(),
      triggers: z.array(z.object({ event: z.string(), expression: z.string().nullish() })),
      steps: z.object({ step: z.object({ runtime: z.object({ url: z.string() }) }) }),
      timeouts: z.object({ start: z.string().optional() }).optional(),
      concurrency: z.unknown().optional(),
    }),
  ),
})

type Registration = z.infer<typeof registrationSchema>

export interface InngestServer {
  url: string
  /** What the app has registered; null before. */
  registration(): Registration | null
  /** Names of the events received, in order. */
  events: string[]
  /** False to accept events without running anything for them. */
  isWorking: boolean
  /** True to refuse registrations, as for a wrong key. */
  isRefusing: boolean
  /** Loses every run and registration, as a server does whose database was emptied. */
  empty(): void
  close(): Promise<void>
}

interface Run {
  id: string
  functionId: string
  event: EmbeddedEvent
  steps: Record<string, StepState>
  stack: string[]
}

export async function startInngestServer(): Promise<InngestServer> {
  let registration: Registration | null = null
  const begun = new Set<string>()
  const events: string[] = []
  let life = new AbortController()

  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.writeHead(400).end('{}'))
  })

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: unknown = JSON.parse(await text(request))
    const send = (status: number, answer: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    if (request.url === '/fn/register') {
      const isKnown = request.headers.authorization === `Bearer ${hashKey()}` && !double.isRefusing
      if (!isKnown) return send(401, { error: 'Unauthorized', status: 401 })
      const before = JSON.stringify(registration)
      registration = registrationSchema.parse(body)
      return send(200, { ok: true, status: 200, modified: JSON.stringify(registration) !== before })
    }
    if (request.url !== `/e/${EVENT_KEY}`) return send(401, { error: 'Event key not found', status: 401 })
    const received = z.array(eventSchema.partial({ id: true })).parse([body].flat())
    const all = received.map((event) => ({ ...event, id: event.id ?? crypto.randomUUID() }))
    for (const event of all) accept(event)
    send(200, { ids: all.map(({ id }) => id), status: 200 })
  }

  function accept(event: EmbeddedEvent): void {
    events.push(event.name)
    if (!double.isWorking) return
    for (const { id, triggers } of registration?.functions ?? []) {
      const isTriggered = triggers.some(
        ({ event: name, expression }) => name === event.name && isMet(expression, event),
      )
      if (!isTriggered || begun.has(`${id} ${event.id}`)) continue
      begun.add(`${id} ${event.id}`)
      void perform(
        { id: crypto.randomUUID(), functionId: id, event, steps: {}, stack: [] },
        life.signal,
      ).catch(() => undefined)
    }
  }

  /** Calls a function until it ends. Of several steps that it plans, each is run at the same time. */
  async function perform(run: Run, signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted;) {
      const result = await call(run, attempt)
      if (result.kind === 'completed') return
      if (result.kind === 'failed') {
        const { isFinal, retryAfterMs, error } = result.failure
        if (isFinal || attempt >= 4)
          return accept({
            id: `${run.id}-failed`,
            name: 'inngest/function.failed',
            data: { function_id: run.functionId, run_id: run.id, error, event: run.event },
          })
        attempt += 1
        await sleep(retryAfterMs ?? SERVER_WAIT_MS, undefined, { signal })
        continue
      }
      attempt = 0
      await Promise.all(result.ops.map((op) => settle(run, op, result.retryAfterMs, 0, signal)))
    }
  }

  async function settle(
    run: Run,
    op: Op,
    retryAfterMs: number | null,
    attempt: number,
    signal: AbortSignal,
  ): Promise<void> {
    if (op.op === 'StepRun') return finish(run, op.id, { type: 'data', data: op.data })
    if (op.op === 'StepFailed') return finish(run, op.id, { type: 'error', error: op.error })
    const next = op.op === 'StepError' ? attempt + 1 : attempt
    if (op.op === 'StepError') await sleep(retryAfterMs ?? SERVER_WAIT_MS, undefined, { signal })
    const result = await call(run, next, op.id)
    if (result.kind === 'ops')
      await Promise.all(
        result.ops.map((one) => settle(run, one, result.retryAfterMs, one.id === op.id ? next : 0, signal)),
      )
  }

  function finish(run: Run, id: string, state: StepState): void {
    if (id in run.steps) return
    run.steps[id] = state
    run.stack.push(id)
  }

  async function call(run: Run, attempt: number, stepId?: string): Promise<CallResult> {
    const { functionId, event, steps, stack } = run
    const address = registration?.functions.find(({ id }) => id === functionId)?.steps.step.runtime.url
    if (address === undefined) throw new Error('The server was emptied.')
    const input = { functionId, runId: run.id, event, attempt, maxAttempts: 5, steps, stack }
    return callFunction((request) => sendSigned(address, request), {
      ...input,
      ...(stepId !== undefined && { stepId }),
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const double: InngestServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registration: () => registration,
    events,
    isWorking: true,
    isRefusing: false,
    empty: () => {
      life.abort()
      life = new AbortController()
      registration = null
      begun.clear()
    },
    close: () =>
      new Promise((resolve) => {
        life.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return double
}

/** `event.data.function_id == 'name'`, the only kind that our functions have. */
function isMet(expression: string | null | undefined, { data }: EmbeddedEvent): boolean {
  if (!expression) return true
  const [, key = '', value] = /^event\.data\.(\w+) == '([^']*)'$/.exec(expression) ?? []
  return data[key] === value
}

async function sendSigned(address: string, request: Request): Promise<Response> {
  const url = new URL(address)
  url.search = new URL(request.url).search
  const body = JSON.stringify(sortKeys(JSON.parse(await request.text())))
  const time = Math.round(Date.now() / 1_000).toString()
  const signature = createHmac('sha256', bareKey())
    .update(body + time)
    .digest('hex')
  return fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-inngest-signature': `t=${time}&s=${signature}` },
  })
}

/** What is signed is the canonical form of the body (RFC 8785). */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]))
}

function bareKey(): string {
  return SIGNING_KEY.replace(/^signkey-\w+-/, '')
}

/** What the SDK sends instead of the key. */
function hashKey(): string {
  return `signkey-test-${createHash('sha256').update(bareKey(), 'hex').digest('hex')}`
}
