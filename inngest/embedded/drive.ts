import 'server-only'
import pLimit, { type LimitFunction } from 'p-limit'
import { nextAttempt, waitForRetry, waitUntil, type Attempt } from '@/inngest/embedded/backoff'
import type { Engine } from '@/inngest/embedded/engine'
import { isHeld, LEASE_MS, type Hold } from '@/inngest/embedded/leases'
import { findExcess, findExcessResult } from '@/inngest/embedded/limits'
import { nameOf, toNewStep } from '@/inngest/embedded/ops'
import {
  callFunction,
  finalFailure,
  type CallResult,
  type Failure,
  type Op,
} from '@/inngest/embedded/protocol'
import { withDelay, withNewSteps, withResult } from '@/inngest/embedded/state'
import * as store from '@/inngest/embedded/store'

/** Inngest's default number of retries, of a step or of the function outside its steps. */
const DEFAULT_RETRIES = 4

/** How long a write that renewed the lease proves that no other process holds the run, in milliseconds. */
const SURE_MS = LEASE_MS / 2

/** A run that is known to be stored in this state. */
export interface KnownRun {
  run: store.StoredRun
  /** When its lease was written, or earlier, by `performance.now()`. */
  at: number
}

/** Executes one run from its current state to its end, as long as this process holds it. */
export class Drive {
  private readonly stopped = new AbortController()
  private readonly hold: Hold
  private failure: { error: unknown } | undefined
  /** What is stored, without reading it again after each write: nobody else writes to a run that is held. */
  private known: store.StoredRun | null
  /** By `performance.now()`. */
  private heldUntil: number

  constructor(
    private readonly engine: Engine,
    private readonly runId: string,
    known?: KnownRun,
  ) {
    this.hold = { runId, owner: engine.owner }
    this.known = known?.run ?? null
    this.heldUntil = known === undefined ? 0 : known.at + SURE_MS
  }

  /** Ends the drive at the next opportunity: cuts waits short, lets running steps finish. */
  abort(): void {
    this.stopped.abort()
  }

  /** @throws what interrupted the drive, such as an unreachable database, once no step is running */
  async run(): Promise<void> {
    try {
      while (!this.stopped.signal.aborted && (await this.isHeld())) await this.advance()
    } catch (error) {
      this.fail(error)
    }
    if (this.failure) throw this.failure.error
  }

  /** Marks the run as failed without executing it. */
  async giveUp(failure: Failure): Promise<void> {
    const run = await store.loadRun(this.runId)
    if (run) await this.failRun(run, failure)
  }

  /** Executes all pending steps concurrently; with none pending, continues the function. */
  private async advance(): Promise<void> {
    const run = (this.known ??= await store.loadRun(this.runId))
    if (!run) return this.abort()
    const excess = findExcess(run, [])
    if (excess) return this.failRun(run, finalFailure(excess))
    const pending = run.steps.filter((step) => step.status === 'pending')
    if (pending.length === 0) return this.goOn(run)
    const limit = pLimit(this.engine.options.concurrency)
    // Each error is caught separately, so that none leaves other steps running unattended.
    await Promise.all(pending.map((step) => this.settle(run, step, limit).catch((error) => this.fail(error))))
  }

  /** Runs the function with its finished steps until it requests new ones or ends. */
  private async goOn(run: store.StoredRun): Promise<void> {
    await waitForRetry(run.dueAt, this.stopped.signal)
    const result = await this.call(run, run.attempt)
    if (result.kind === 'failed') return this.retryOrFail(run, result.failure)
    if (result.kind === 'completed') {
      const excess = findExcessResult(result.data)
      if (excess) return this.failRun(run, finalFailure(excess))
      await store.finishRun(this.hold, 'completed', result.data)
      return this.abort()
    }
    await this.record(run, result.ops, run.attempt, result.retryAfterMs)
    // Inngest resets a function's attempts once it makes progress.
    if (run.attempt > 0) await this.delay(0, null)
  }

  /** Executes a step to its end. A waiting step takes no slot from steps that are ready. */
  private async settle(run: store.StoredRun, step: store.StoredStep, limit: LimitFunction): Promise<void> {
    let next: Attempt | null = step
    while (next) {
      const { attempt, dueAt }: Attempt = next
      if (step.op === 'Sleep') {
        await waitUntil(dueAt, this.stopped.signal)
        return this.settleStep(step, 'completed', null)
      }
      await waitForRetry(dueAt, this.stopped.signal)
      next = await limit(() => this.tryStep(run, step, attempt))
    }
  }

  /** Makes one attempt of a step; returns the next one, if any. */
  private async tryStep(
    run: store.StoredRun,
    step: store.StoredStep,
    attempt: number,
  ): Promise<Attempt | null> {
    if (this.stopped.signal.aborted || !(await this.isHeld())) return null
    const result = await this.call(run, attempt, step.id)
    if (result.kind === 'ops') return this.record(run, result.ops, attempt, result.retryAfterMs)
    const failure =
      result.kind === 'failed'
        ? result.failure
        : finalFailure(`The function ended without running the requested step "${step.name}".`)
    return this.retryOrFailStep(run, step, attempt, failure)
  }

  /** Stores what the function reported or requested. Returns the next attempt if a step is to be retried. */
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
    await this.planSteps(ops.filter(({ op }) => op !== 'StepRun' && op !== 'StepFailed').map(toNewStep))
    let retry: Attempt | null = null
    for (const op of ops) {
      const step = { id: op.id, name: nameOf(op) }
      if (op.op === 'StepRun') await this.settleStep(step, 'completed', op.data)
      if (op.op === 'StepFailed') await this.settleStep(step, 'failed', op.error)
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
    if (retry) await this.delayStep(step.id, retry)
    else await this.settleStep(step, 'failed', failure.error)
    return retry
  }

  private async retryOrFail(run: store.StoredRun, failure: Failure): Promise<void> {
    const retry = this.nextAttempt(run, run.attempt, failure)
    if (retry) await this.delay(retry.attempt, retry.dueAt)
    else await this.failRun(run, failure)
  }

  private async failRun(run: store.StoredRun, { error }: Failure): Promise<void> {
    if (!(await isHeld(this.hold))) return this.abort()
    // The event first: if the process dies in between, the run fails again; the id starts one handler.
    const data = { function_id: run.functionId, run_id: run.id, error, event: run.event }
    await this.engine.receive([{ id: `${run.id}-failed`, name: 'inngest/function.failed', data }])
    await store.finishRun(this.hold, 'failed', error)
    this.abort()
  }

  private planSteps(steps: store.NewStep[]): Promise<void> {
    if (steps.length === 0) return Promise.resolve()
    return this.write(store.planSteps(this.hold, steps), (run) => withNewSteps(run, steps))
  }

  private settleStep(
    step: Pick<store.StoredStep, 'id' | 'name'>,
    status: 'completed' | 'failed',
    output: unknown,
  ): Promise<void> {
    return this.write(store.settleStep(this.hold, step, status, output), (run) =>
      withResult(run, step, status, output),
    )
  }

  private delayStep(id: string, { attempt, dueAt }: Attempt): Promise<void> {
    return this.write(store.delayStep(this.hold, id, attempt, dueAt), (run) =>
      withDelay(run, id, { attempt, dueAt }),
    )
  }

  private delay(attempt: number, dueAt: Date | null): Promise<void> {
    return this.write(store.delayRun(this.hold, attempt, dueAt), (run) => ({ ...run, attempt, dueAt }))
  }

  /** Waits for a write that has just begun, and repeats it on what is known. Ends the drive if the run is not held. */
  private async write(
    writing: Promise<boolean>,
    repeat: (run: store.StoredRun) => store.StoredRun,
  ): Promise<void> {
    const at = performance.now()
    if (!(await writing)) return this.abort()
    this.heldUntil = at + SURE_MS
    if (this.known) this.known = repeat(this.known)
  }

  /** Asks the database only if the last write was too long ago to tell. */
  private async isHeld(): Promise<boolean> {
    return performance.now() < this.heldUntil || isHeld(this.hold)
  }

  private call(run: store.StoredRun, attempt: number, stepId?: string): Promise<CallResult> {
    return callFunction(this.engine.handler, {
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
    return (this.engine.findFunction(functionId)?.steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1
  }

  private nextAttempt(run: store.StoredRun, attempt: number, failure: Failure): Attempt | null {
    return nextAttempt(attempt, failure, this.maxAttempts(run), this.engine.options.backoffMs)
  }

  /** Ends the drive because of an error, unless the error only comes from a wait that was cut short. */
  private fail(error: unknown): void {
    if (!this.stopped.signal.aborted) this.failure = { error }
    this.abort()
  }
}
