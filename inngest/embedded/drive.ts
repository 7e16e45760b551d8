import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import { callFunction, parseSleep, type CallResult, type Failure, type Op } from '@/inngest/embedded/protocol'
import type { EmbeddedRunner } from '@/inngest/embedded/runner'
import * as store from '@/inngest/embedded/store'

/** Attempts of a step, or of the function outside its steps, when the function does not say: Inngest's default. */
const DEFAULT_RETRIES = 4
/** How often a step looks whether the run it waits for has ended. */
const CHILD_POLL_MS = 100
/** The longest that one timer can be set for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Takes one run from where it stands to its end, for as long as this process holds it. */
export class Drive {
  private readonly stopped = new AbortController()

  constructor(
    private readonly runner: EmbeddedRunner,
    private readonly runId: string,
  ) {}

  /** Ends the drive at the next turn: waits are cut short, steps under way are finished. */
  abort(): void {
    this.stopped.abort()
  }

  async run(): Promise<void> {
    try {
      while (!this.stopped.signal.aborted && (await this.isHeld())) {
        const run = await store.loadRun(this.runId)
        if (!run) return
        const pending = run.steps.filter((step) => step.status === 'pending')
        if (pending.length > 0) await this.settleAll(run, pending)
        else await this.goOn(run)
      }
    } catch (error) {
      if (!this.stopped.signal.aborted) throw error
    }
  }

  /** Asks the function to run on from its finished steps, until it asks for something or ends. */
  private async goOn(run: store.StoredRun): Promise<void> {
    await this.waitUntil(run.dueAt)
    const result = await this.call(run, run.attempt)
    if (!(await this.isHeld())) return
    if (result.kind === 'completed') await store.finishRun(run.id, 'completed', result.data)
    else if (result.kind === 'failed') await this.retryOrFail(run, result.failure)
    else for (const op of result.ops) await this.store(run, op, 0, result.retryAfterMs)
  }

  /** Does pending steps at the same time, up to the limit, each until it has completed or failed. */
  private async settleAll(run: store.StoredRun, pending: store.StoredStep[]): Promise<void> {
    const limit = pLimit(this.runner.options.concurrency)
    await Promise.all(
      pending.map(async (step) => {
        // Waiting takes no place from steps that can be worked on.
        if (step.op === 'InvokeFunction') return this.settleInvoke(run, step)
        await this.waitUntil(step.dueAt)
        if (step.op === 'Sleep') return store.settleStep(run.id, step, 'completed', null)
        return limit(() => this.settlePlanned(run, step))
      }),
    )
  }

  /** One attempt of a step. If it is to be tried again, the next turn of the loop finds it pending, with its time. */
  private async settlePlanned(run: store.StoredRun, step: store.StoredStep): Promise<void> {
    if (this.stopped.signal.aborted) return
    const result = await this.call(run, step.attempt, step.id)
    if (!(await this.isHeld())) return
    if (result.kind === 'ops') {
      for (const op of result.ops) await this.store(run, op, step.attempt, result.retryAfterMs)
    } else if (result.kind === 'failed') {
      await this.retryOrFailStep(run, step, step.attempt, result.failure)
    } else {
      throw new Error(`The function ended while its step ${step.name} was asked for.`)
    }
  }

  private async settleInvoke(run: store.StoredRun, step: store.StoredStep): Promise<void> {
    const { functionId, data } = step.output as { functionId: string; data: Record<string, unknown> }
    const event = { id: `${run.id}-${step.id}`, name: 'inngest/function.invoked', data }
    await this.runner.startRun(functionId, event, { runId: run.id, stepId: step.id })
    for (;;) {
      const child = await store.findChild(run.id, step.id)
      if (child?.status === 'completed') return store.settleStep(run.id, step, 'completed', child.output)
      if (child && child.status !== 'running') {
        const error = child.output ?? { name: 'Error', message: `The invoked function was ${child.status}.` }
        return store.settleStep(run.id, step, 'failed', error)
      }
      await sleep(CHILD_POLL_MS, undefined, { signal: this.stopped.signal })
    }
  }

  /** Stores what the function reported or asked for. */
  private async store(
    run: store.StoredRun,
    op: Op,
    attempt: number,
    retryAfterMs: number | null,
  ): Promise<void> {
    const step = { id: op.id, name: op.displayName ?? op.name ?? op.id }
    switch (op.op) {
      case 'StepRun':
        return store.settleStep(run.id, step, 'completed', op.data)
      case 'StepFailed':
        return store.settleStep(run.id, step, 'failed', op.error)
      case 'StepError':
        await store.planStep(run.id, { ...step, op: 'StepPlanned', attempt, dueAt: null, output: null })
        return this.retryOrFailStep(run, step, attempt, { error: op.error, isFinal: false, retryAfterMs })
      case 'StepPlanned':
        return store.planStep(run.id, { ...step, op: op.op, attempt: 0, dueAt: null, output: null })
      case 'Sleep':
        return store.planStep(run.id, {
          ...step,
          op: op.op,
          attempt: 0,
          dueAt: parseSleep(op.name ?? ''),
          output: null,
        })
      case 'InvokeFunction': {
        const output = { functionId: op.opts?.function_id, data: op.opts?.payload?.data ?? {} }
        return store.planStep(run.id, { ...step, op: op.op, attempt: 0, dueAt: null, output })
      }
    }
  }

  private async retryOrFailStep(
    run: store.StoredRun,
    step: { id: string; name: string },
    attempt: number,
    failure: Failure,
  ): Promise<void> {
    if (failure.isFinal || attempt + 1 >= this.maxAttempts(run)) {
      await store.settleStep(run.id, step, 'failed', failure.error)
    } else await store.delayStep(run.id, step.id, attempt + 1, this.retryTime(attempt, failure))
  }

  private async retryOrFail(run: store.StoredRun, failure: Failure): Promise<void> {
    const { attempt } = run
    if (!failure.isFinal && attempt + 1 < this.maxAttempts(run)) {
      return store.delayRun(run.id, attempt + 1, this.retryTime(attempt, failure))
    }
    // The event first: if the process dies in between, the run fails again, and the event's id starts its handler once.
    await this.runner.receive([
      {
        id: `${run.id}-failed`,
        name: 'inngest/function.failed',
        data: { function_id: run.functionId, run_id: run.id, error: failure.error, event: run.event },
      },
    ])
    await store.finishRun(run.id, 'failed', failure.error)
  }

  private call(run: store.StoredRun, attempt: number, stepId?: string): Promise<CallResult> {
    return callFunction(this.runner.handler, {
      functionId: run.functionId,
      runId: run.id,
      event: run.event,
      attempt,
      maxAttempts: this.maxAttempts(run),
      ...(stepId !== undefined && { stepId }),
      ...store.memoizedSteps(run.steps),
    })
  }

  private maxAttempts(run: store.StoredRun): number {
    return (this.runner.findFunction(run.functionId).steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1
  }

  /** Doubles with each attempt, with up to a fifth of chance, so that parallel steps do not come back together. */
  private retryTime(attempt: number, { retryAfterMs }: Failure): Date {
    const backoff = this.runner.options.backoffMs * 2 ** attempt * (1 + Math.random() / 5)
    return new Date(Date.now() + (retryAfterMs ?? backoff))
  }

  private isHeld(): Promise<boolean> {
    return store.holdsRun(this.runId, this.runner.owner)
  }

  private async waitUntil(time: Date | null): Promise<void> {
    for (;;) {
      const left = (time?.getTime() ?? 0) - Date.now()
      if (left <= 0) return
      await sleep(Math.min(left, LONGEST_TIMER_MS), undefined, { signal: this.stopped.signal })
    }
  }
}
