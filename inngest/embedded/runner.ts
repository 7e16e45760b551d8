/**
 * Runs functions in this process when no Inngest server is configured. Events become runs in the database. A
 * run is driven by calling the SDK, doing what it requests, and calling it again, until the run completes or
 * fails.
 */
import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Drive, type KnownRun } from '@/inngest/embedded/drive'
import type { Engine, EngineOptions } from '@/inngest/embedded/engine'
import { matches } from '@/inngest/embedded/expressions'
import { readFunctions, type FunctionConfig } from '@/inngest/embedded/functions'
import { claimRuns, MAX_CRASHES, releaseLeases, renewLeases } from '@/inngest/embedded/leases'
import type { Failure, ServeHandler } from '@/inngest/embedded/protocol'
import { newRun } from '@/inngest/embedded/state'
import * as store from '@/inngest/embedded/store'
import type { EmbeddedEvent } from '@/inngest/embedded/transport'
import { despiteOutages } from '@/lib/db/outage'
import { log } from '@/lib/log'

/** The error's name marks the message as written for users. */
const CRASHED_TOO_OFTEN: Failure = {
  error: {
    name: 'AppError',
    message:
      'Holocron stopped three times while working on this, so it will not resume it by itself. Retry it, or choose another source.',
  },
  isFinal: true,
  retryAfterMs: null,
}

/** A third of a lease, so that one late heartbeat does no harm. */
const HEARTBEAT_MS = 2_000

/** How long `stop` waits for steps. Most end sooner; one that waits for the network may take minutes. */
const FINISH_WITHIN_MS = 3_000

export class EmbeddedRunner implements Engine {
  readonly owner = randomUUID()
  private readonly drives = new Map<string, { drive: Drive; done: Promise<void> }>()
  private functions: FunctionConfig[] = []
  private heartbeat: NodeJS.Timeout | undefined
  private beating: Promise<void> = Promise.resolve()
  private isStopped = false
  private readonly outsideRequests = AsyncLocalStorage.snapshot()

  constructor(
    readonly handler: ServeHandler,
    readonly options: EngineOptions,
  ) {}

  /**
   * Reads the functions and resumes the runs that another process left unfinished.
   * @throws Error for functions that need more than this runner supports
   */
  async start(): Promise<void> {
    this.functions = await readFunctions(this.handler)
    await store.forgetOldRuns()
    await this.adopt()
    this.planBeat()
  }

  /**
   * Finishes running steps and leaves unfinished runs to the next process. A step that takes longer than
   * `withinMs` is abandoned: its result is dropped, and the process that resumes the run repeats the step.
   */
  async stop(withinMs = FINISH_WITHIN_MS): Promise<void> {
    this.isStopped = true
    clearTimeout(this.heartbeat)
    for (const { drive } of this.drives.values()) drive.abort()
    const finished = Promise.all([this.beating, this.idle()])
    await Promise.race([finished, sleep(withinMs, undefined, { ref: false })])
    await releaseLeases(this.owner)
  }

  /** Waits until this process drives no run. */
  async idle(): Promise<void> {
    while (this.drives.size > 0) await Promise.all([...this.drives.values()].map(({ done }) => done))
  }

  async receive(events: EmbeddedEvent[]): Promise<void> {
    for (const event of events) {
      await this.cancelRuns(event)
      for (const config of this.functions) {
        if (isTriggeredBy(config, event)) await this.startRun(config.id, event)
      }
    }
  }

  /** Starts a run for an event, unless the event has already started this function. */
  private async startRun(functionId: string, event: EmbeddedEvent): Promise<void> {
    const run = { id: randomUUID(), functionId, event, owner: this.owner }
    const at = performance.now()
    if (await store.insertRun(run)) this.drive(run.id, { known: { run: newRun(run), at } })
  }

  findFunction(id: string): FunctionConfig | undefined {
    return this.functions.find((config) => config.id === id)
  }

  /** Drives a run outside the context of any request, inside which Next.js replaces `fetch` and more. */
  private drive(runId: string, { known, failure }: { known?: KnownRun; failure?: Failure }): void {
    if (this.isStopped || this.drives.has(runId)) return
    const entry = { drive: new Drive(this, runId, known), done: Promise.resolve() }
    let isFirst = true
    // An outage of the database ends a drive, not the run: the next one continues from what is stored.
    const work = (): Promise<void> => {
      if (!isFirst) entry.drive = new Drive(this, runId)
      isFirst = false
      return failure === undefined ? entry.drive.run() : entry.drive.giveUp(failure)
    }
    entry.done = this.outsideRequests(() => despiteOutages(work, { isOver: () => this.isStopped }))
      .catch((error: unknown) =>
        log.error({ err: error, runId }, 'a run was interrupted; it will be resumed later'),
      )
      .finally(() => this.drives.delete(runId))
    this.drives.set(runId, entry)
  }

  private async cancelRuns(event: EmbeddedEvent): Promise<void> {
    for (const config of this.functions) {
      const conditions = config.cancel.filter((cancel) => cancel.event === event.name)
      if (conditions.length === 0) continue
      for (const run of await store.listRunning(config.id)) {
        if (!conditions.some((condition) => !condition.if || matches(condition.if, run.event, event)))
          continue
        await store.cancelRun(run.id)
        this.drives.get(run.id)?.drive.abort()
      }
    }
  }

  /** Schedules the next heartbeat when this one has ended, so that queries do not pile up. */
  private planBeat(): void {
    if (this.isStopped) return
    this.heartbeat = setTimeout(() => {
      this.beating = this.beat().finally(() => this.planBeat())
    }, this.options.heartbeatMs ?? HEARTBEAT_MS)
    this.heartbeat.unref()
  }

  /** Renews the leases of running drives. The lease of an interrupted one expires, and its run is resumed. */
  private async beat(): Promise<void> {
    try {
      const lost = await renewLeases(this.owner, [...this.drives.keys()])
      for (const runId of lost) this.drives.get(runId)?.drive.abort()
      await this.adopt()
    } catch (error) {
      log.warn({ err: error }, 'the embedded runner could not reach the database; it will try again')
    }
  }

  private async adopt(): Promise<void> {
    const functionIds = this.functions.map(({ id }) => id)
    for (const { id, crashes } of await claimRuns(this.owner, functionIds)) {
      log.info({ runId: id, crashes }, 'resuming a run')
      this.drive(id, crashes >= MAX_CRASHES ? { failure: CRASHED_TOO_OFTEN } : {})
    }
  }
}

function isTriggeredBy(config: FunctionConfig, event: EmbeddedEvent): boolean {
  return config.triggers.some(
    (trigger) => trigger.event === event.name && (!trigger.expression || matches(trigger.expression, event)),
  )
}
