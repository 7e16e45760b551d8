/**
 * The server side of Inngest's SDK protocol, as far as our functions use it: asks the SDK's serve handler, in
 * this process, to run a function or one of its steps, and reads its response. See docs/embedded-runner.md
 * for an overview.
 */
import { z } from 'zod'
import type { EmbeddedEvent } from '@/inngest/embedded/transport'

/** The SDK's serve handler. */
export type ServeHandler = (request: Request) => Promise<Response>

/** The URL given to the SDK; no request leaves this process. */
export const ENDPOINT = 'http://embedded.invalid/api/inngest'

const SUPPORTED = ['StepRun', 'StepError', 'StepFailed', 'StepPlanned', 'Sleep'] as const

const opSchema = z.object({
  id: z.string(),
  op: z.enum(SUPPORTED),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
})

/** An operation that a function requests from the engine, or reports to it. */
export type Op = z.infer<typeof opSchema>

/** The result of a finished step, in the form that the SDK reads. */
export type StepState = { type: 'data'; data: unknown } | { type: 'error'; error: unknown }

export interface CallInput {
  functionId: string
  /** The hashed id of a planned step; without it, the function runs until it requests something. */
  stepId?: string
  runId: string
  event: EmbeddedEvent
  attempt: number
  maxAttempts: number
  steps: Record<string, StepState>
  /** Ids of finished steps in the order in which they finished. */
  stack: string[]
}

/** How the engine should treat a failure. */
export interface Failure {
  error: unknown
  isFinal: boolean
  /** How long to wait, in milliseconds, if the function set a time. */
  retryAfterMs: number | null
}

export type CallResult =
  | { kind: 'completed'; data: unknown }
  | { kind: 'ops'; ops: Op[]; retryAfterMs: number | null }
  | { kind: 'failed'; failure: Failure }

/** Runs a function or one of its steps, and reads the response. */
export async function callFunction(
  handler: ServeHandler,
  input: CallInput,
  now = Date.now(),
): Promise<CallResult> {
  const url = new URL(ENDPOINT)
  url.searchParams.set('fnId', input.functionId)
  url.searchParams.set('stepId', input.stepId ?? 'step')
  const response = await handler(
    post('POST', url, {
      event: input.event,
      events: [input.event],
      steps: input.steps,
      // No fn_id: with one, the SDK would report finished steps to a checkpoint API instead.
      ctx: {
        run_id: input.runId,
        attempt: input.attempt,
        max_attempts: input.maxAttempts,
        disable_immediate_execution: input.stepId !== undefined,
        use_api: false,
        stack: { stack: input.stack, current: input.stack.length },
      },
    }),
  )
  return readAnswer(response, await readBody(response), now)
}

function readAnswer(response: Response, body: unknown, now: number): CallResult {
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now)
  if (response.status === 200) return { kind: 'completed', data: body }
  if (response.status === 206) {
    const ops = z.array(opSchema).min(1).safeParse(body)
    return ops.success && !ops.data.some(findUnsupported)
      ? { kind: 'ops', ops: ops.data, retryAfterMs }
      : { kind: 'failed', failure: finalFailure(describeUnsupported(body)) }
  }
  const isFinal = response.headers.get('x-inngest-no-retry') === 'true'
  return { kind: 'failed', failure: { error: body, isFinal, retryAfterMs } }
}

/** A failure that a retry does not change. */
export function finalFailure(message: string): Failure {
  return { error: { name: 'Error', message }, isFinal: true, retryAfterMs: null }
}

function describeUnsupported(body: unknown): string {
  const ops = z.array(opSchema.extend({ op: z.string() })).safeParse(body)
  const unsupported = ops.data?.map(findUnsupported).find(Boolean)
  if (!unsupported) return 'The embedded runner does not understand the response of the SDK.'
  return `The embedded runner does not support ${unsupported}. docs/embedded-runner.md lists what it supports.`
}

function findUnsupported({ op, name }: Omit<Op, 'op'> & { op: string }): string | null {
  if (!SUPPORTED.some((supported) => supported === op)) return op
  if (op === 'Sleep' && !parseSleep(name ?? '')) return `a sleep of "${name}"`
  return null
}

const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }

/** When a sleep ends: the SDK sends a duration (`1h30m`, empty for zero) or a timestamp. Otherwise null. */
export function parseSleep(name: string, now = Date.now()): Date | null {
  if (/^(\d+[wdhms])*$/.test(name)) {
    const parts = [...name.matchAll(/(\d+)([wdhms])/g)]
    return new Date(
      parts.reduce((end, [, amount, unit]) => end + Number(amount) * UNITS[unit as keyof typeof UNITS], now),
    )
  }
  const isMoment = /^\d{4}-\d\d-\d\dT/.test(name) && !Number.isNaN(Date.parse(name))
  return isMoment ? new Date(name) : null
}

/** A time in seconds or as a date, converted to milliseconds from now. */
function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Number.isNaN(ms) ? null : Math.max(ms, 0)
}

/** A request as an Inngest server would send it. */
export function post(method: string, url: URL, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(url, {
    method,
    headers: { 'content-type': 'application/json', host: url.host, ...headers },
    body: JSON.stringify(body),
  })
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return { name: 'Error', message: text }
  }
}
