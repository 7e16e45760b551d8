import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit, { type LimitFunction } from 'p-limit'
import { isHeld, type Hold } from '@/inngest/embedded/leases'
import { findExcess, findExcessResult } from '@/inngest/embedded/limits'
import { nameOf, toNewStep } from '@/inngest/embedded/ops'
import {
  callFunction,
  finalFailure,
  type CallResult,
  type Failure,
  type Op,
} from '@/inngest/embedded/protocol'
import type { EmbeddedRunner } from '@/inngest/embedded/runner'
import * as store from '@/inngest/embedded/store'

/** Attempts of a step, or of the function outside its steps, when the function does not say: Inngest's default. */
const DEFAULT_RETRIES = 4
/** The longest wait that doubling may lead to. */
const LONGEST_BACKOFF_MS = 60 * 60_000
/** How often a step looks whether the run it waits for has ended. */
const CHILD_POLL_MS = 100
/** The longest that one timer can be set for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Takes one run from where it stands to its end, for as long as this process holds it. */
export class Drive {
  private readonly stopped = new AbortController()
  private readonly hold: Hold
  private failure: { error: unknown } | undefined

  constructor(
    private readonly runner: EmbeddedRunner,
    private readonly runId: string,
  ) {
    this.hold = { runId, owner: runner.owner }
  }

  /** Ends the drive at the next turn: waits are cut short, steps under way are finished. */
  abort(): void {
    this.stopped.abort()
  }

  /** @throws what kept the drive from going on, such as a database that does not answer, once nothing is under way */
  async run(): Promise<void> {
    try {
      while (!this.stopped.signal.aborted && (await isHeld(this.hold))) await this.takeTurn()
    } catch (error) {
      this.fail(error)
    }
    if (this.failure) throw this.failure.error
  }

  /** Ends the run as failed without working on it. */
  async giveUp(failure: Failure): Promise<void> {
    const run = await store.loadRun(this.runId)
    if (run) await this.failRun(run, failure)
  }

  /** Does what is pending, all at the same time; with nothing pending, asks the function to go on. */
  private async takeTurn(): Promise<void> {
    const run = await store.loadRun(this.runId)
    if (!run) return this.abort()
    const excess = findExcess(run, [])
    if (excess) return this.failRun(run, finalFailure(excess))
    const pending = run.steps.filter((step) => step.status === 'pending')
    if (pending.length === 0) return this.goOn(run)
    const limit = pLimit(this.runner.options.concurrency)
    // Each on its own, so that no step is left running behind when another cannot go on.
    await Promise.all(pending.map((step) => this.settle(run, step, limit).catch((error) => this.fail(error))))
  }

  /** Asks the function to run on from its finished steps, until it asks for something or ends. */
  private async goOn(run: store.StoredRun): Promise<void> {
    await this.waitForRetry(run.dueAt)
    const result = await this.call(run, run.attempt)
    if (result.kind === 'failed') return this.retryOrFail(run, result.failure)
    if (result.kind === 'completed') {
      const excess = findExcessResult(result.data)
      if (excess) return this.failRun(run, finalFailure(excess))
      await store.finishRun(this.hold, 'completed', result.data)
      return
    }
    await this.record(run, result.ops, run.attempt, result.retryAfterMs)
    // Inngest counts a function's attempts anew when it has got on.
    if (run.attempt > 0) await store.delayRun(this.hold, 0, null)
  }

  /** Takes a step to its end. Waiting takes no place from steps that can be worked on. */
  private async settle(run: store.StoredRun, step: store.StoredStep, limit: LimitFunction): Promise<void> {
    if (step.op === 'InvokeFunction') return this.settleInvoke(run, step)
    let next: Attempt | null = step
    while (next) {
      const { attempt, dueAt }: Attempt = next
      if (step.op === 'Sleep') {
        await this.waitUntil(dueAt)
        return store.settleStep(this.hold, step, 'completed', null)
      }
      await this.waitForRetry(dueAt)
      next = await limit(() => this.tryStep(run, step, attempt))
    }
  }

  /** One attempt of a step; returns the next one, if there is to be one. */
  private async tryStep(
    run: store.StoredRun,
    step: store.StoredStep,
    attempt: number,
  ): Promise<Attempt | null> {
    if (this.stopped.signal.aborted || !(await isHeld(this.hold))) return null
    const result = await this.call(run, attempt, step.id)
    if (result.kind === 'ops') return this.record(run, result.ops, attempt, result.retryAfterMs)
    const failure =
      result.kind === 'failed'
        ? result.failure
        : finalFailure(`The function ended while its step "${step.name}" was asked for.`)
    return this.retryOrFailStep(run, step, attempt, failure)
  }

  private async settleInvoke(run: store.StoredRun, step: store.StoredStep): Promise<void> {
    const { functionId, data } = step.output as { functionId: string; data: Record<string, unknown> }
    if (!this.runner.findFunction(functionId)) {
      const { error } = finalFailure(`There is no function ${functionId} to invoke.`)
      return store.settleStep(this.hold, step, 'failed', error)
    }
    const event = { id: `${run.id}-${step.id}`, name: 'inngest/function.invoked', data }
    await this.runner.startRun(functionId, event, { runId: run.id, stepId: step.id })
    for (;;) {
      const child = await store.findChild(run.id, step.id)
      if (child?.status === 'completed') return store.settleStep(this.hold, step, 'completed', child.output)
      if (child && child.status !== 'running') {
        const error = child.output ?? finalFailure(`The invoked function was ${child.status}.`).error
        return store.settleStep(this.hold, step, 'failed', error)
      }
      await sleep(CHILD_POLL_MS, undefined, { signal: this.stopped.signal })
    }
  }

  /** Stores what the function reported or asked for. Returns the next attempt, when a step is to be tried again. */
  private async record(
    run: store.StoredRun,
    ops: Op[],
    attempt: number,
    retryAfterMs: number | null,
  ): Promise<Attempt | null> {
    const excess = findExcess(run, ops)
    if (excess) {
      await this.failRun(run, finalFailure(excess))
      return null
    }
    await store.planSteps(
      this.hold,
      ops.filter(({ op }) => op !== 'StepRun' && op !== 'StepFailed').map(toNewStep),
    )
    let retry: Attempt | null = null
    for (const op of ops) {
      const step = { id: op.id, name: nameOf(op) }
      if (op.op === 'StepRun') await store.settleStep(this.hold, step, 'completed', op.data)
      if (op.op === 'StepFailed') await store.settleStep(this.hold, step, 'failed', op.error)
      if (op.op === 'StepError') {
        const failure = { error: op.error, isFinal: false, retryAfterMs }
        retry = await this.retryOrFailStep(run, step, attempt, failure)
      }
    }
    return retry
  }

  private async retryOrFailStep(
    run: store.StoredRun,
    step: { id: string; name: string },
    attempt: number,
    failure: Failure,
  ): Promise<Attempt | null> {
    const retry = this.nextAttempt(run, attempt, failure)
    if (retry) await store.delayStep(this.hold, step.id, retry.attempt, retry.dueAt)
    else await store.settleStep(this.hold, step, 'failed', failure.error)
    return retry
  }

  private async retryOrFail(run: store.StoredRun, failure: Failure): Promise<void> {
    const retry = this.nextAttempt(run, run.attempt, failure)
    if (retry) await store.delayRun(this.hold, retry.attempt, retry.dueAt)
    else await this.failRun(run, failure)
  }

  private async failRun(run: store.StoredRun, { error }: Failure): Promise<void> {
    if (!(await isHeld(this.hold))) return
    // The event first: if the process dies in between, the run fails again, and the event's id starts its handler once.
    const data = { function_id: run.functionId, run_id: run.id, error, event: run.event }
    await this.runner.receive([{ id: `${run.id}-failed`, name: 'inngest/function.failed', data }])
    await store.finishRun(this.hold, 'failed', error)
    this.abort()
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

  private maxAttempts({ functionId }: store.StoredRun): number {
    return (this.runner.findFunction(functionId)?.steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1
  }

  /** The wait doubles with each attempt, with up to a fifth of chance, so that parallel steps do not come back together. */
  private nextAttempt(run: store.StoredRun, attempt: number, failure: Failure): Attempt | null {
    if (failure.isFinal || attempt + 1 >= this.maxAttempts(run)) return null
    const backoff = this.runner.options.backoffMs * 2 ** attempt * (1 + Math.random() / 5)
    const wait = Math.min(failure.retryAfterMs ?? backoff, LONGEST_BACKOFF_MS)
    return { attempt: attempt + 1, dueAt: new Date(Date.now() + wait) }
  }

  /** Waits for the time of a retry: an hour at most, because a longer wait means that the clock was put back. */
  private async waitForRetry(time: Date | null): Promise<void> {
    const left = (time?.getTime() ?? 0) - Date.now()
    if (left <= LONGEST_BACKOFF_MS) await this.waitUntil(time)
  }

  private async waitUntil(time: Date | null): Promise<void> {
    for (;;) {
      const left = (time?.getTime() ?? 0) - Date.now()
      if (left <= 0) return
      await sleep(Math.min(left, LONGEST_TIMER_MS), undefined, { signal: this.stopped.signal })
    }
  }

  /** Ends the drive because of an error, unless it is only that a wait was cut short. */
  private fail(error: unknown): void {
    if (!this.stopped.signal.aborted) this.failure = { error }
    this.abort()
  }
}

/** Which attempt of a step or function is next, and when it may start. */
interface Attempt {
  attempt: number
  dueAt: Date | null
}
