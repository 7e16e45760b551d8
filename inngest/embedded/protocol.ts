/**
 * The server's side of Inngest's SDK protocol, as far as our functions use it: asks the SDK's own serve handler, in
 * this process, to run a function or one of its steps, and reads what it answers. docs/embedded-runner.md has the whole.
 */
import { z } from 'zod'
import { parseSleep } from '@/inngest/embedded/sleep'
import type { EmbeddedEvent } from '@/inngest/embedded/transport'

/** The SDK's serve handler. */
export type ServeHandler = (request: Request) => Promise<Response>

/** The address the SDK is told; no request leaves this process. */
export const ENDPOINT = 'http://embedded.invalid/api/inngest'

const PLAYED = ['StepRun', 'StepError', 'StepFailed', 'StepPlanned', 'Sleep', 'InvokeFunction'] as const

const opSchema = z.object({
  id: z.string(),
  op: z.enum(PLAYED),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: z
    .object({
      function_id: z.string().optional(),
      payload: z.object({ data: z.record(z.string(), z.unknown()).nullish() }).optional(),
      timeout: z.unknown().optional(),
    })
    .nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
})

/** One thing a function asks of the engine, or reports to it. */
export type Op = z.infer<typeof opSchema>

/** Result of a finished step, in the words the SDK reads it back. */
export type StepState = { type: 'data'; data: unknown } | { type: 'error'; error: unknown }

export interface CallInput {
  functionId: string
  /** One planned step, by its hashed id; without it the function runs on until it asks for something. */
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
  /** Milliseconds to wait, when the function named a time. */
  retryAfterMs: number | null
}

export type CallResult =
  | { kind: 'completed'; data: unknown }
  | { kind: 'ops'; ops: Op[]; retryAfterMs: number | null }
  | { kind: 'failed'; failure: Failure }

/** Runs a function, or one step of it, and reads the answer. */
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
      // No fn_id: with one, the SDK would report finished steps to a server's checkpoint API instead of answering.
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
    return ops.success && !ops.data.some(findUnplayed)
      ? { kind: 'ops', ops: ops.data, retryAfterMs }
      : { kind: 'failed', failure: finalFailure(describeUnplayed(body)) }
  }
  const isFinal = response.headers.get('x-inngest-no-retry') === 'true'
  return { kind: 'failed', failure: { error: body, isFinal, retryAfterMs } }
}

/** A failure that trying again does not change. */
export function finalFailure(message: string): Failure {
  return { error: { name: 'Error', message }, isFinal: true, retryAfterMs: null }
}

function describeUnplayed(body: unknown): string {
  const ops = z.array(opSchema.extend({ op: z.string() })).safeParse(body)
  const unplayed = ops.data?.map(findUnplayed).find(Boolean)
  if (!unplayed) return 'The embedded runner does not understand what the SDK answered.'
  return `The embedded runner does not play ${unplayed}. docs/embedded-runner.md says what it plays.`
}

function findUnplayed({ op, name, opts }: Omit<Op, 'op'> & { op: string }): string | null {
  if (!PLAYED.some((played) => played === op)) return op
  if (op === 'InvokeFunction' && opts?.timeout !== undefined) return 'step.invoke with a timeout'
  if (op === 'Sleep' && !parseSleep(name ?? '')) return `a sleep of "${name}"`
  return null
}

/** A time that the SDK gives in seconds or as a date, in milliseconds from now. */
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
