/**
 * Runs functions in this process when no Inngest server is configured. Events become runs in the database; a run is
 * driven by asking the SDK to go on, doing what it asks for, and asking again, until it completes or fails.
 */
import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Drive } from '@/inngest/embedded/drive'
import { readFunctions, type FunctionConfig } from '@/inngest/embedded/functions'
import { claimRuns, MAX_DEATHS, releaseLeases, renewLeases } from '@/inngest/embedded/leases'
import { matches } from '@/inngest/embedded/match'
import type { Failure, ServeHandler } from '@/inngest/embedded/protocol'
import * as store from '@/inngest/embedded/store'
import type { EmbeddedEvent, EventReceiver } from '@/inngest/embedded/transport'
import { log } from '@/lib/log'

/** Its name says that the message is for a person. */
const DEADLY: Failure = {
  error: {
    name: 'AppError',
    message:
      'Holocron stopped three times while it worked on this, so it does not try once more by itself. Retry it, or choose another source.',
  },
  isFinal: true,
  retryAfterMs: null,
}

/** A third of a lease, so that one late beat loses nothing. */
const HEARTBEAT_MS = 2_000

/** How long `stop` waits for steps: most end sooner, and one that waits for the network may take minutes. */
const FINISH_WITHIN_MS = 3_000

export interface RunnerOptions {
  /** First wait before a retry, in milliseconds; it doubles with each attempt. */
  backoffMs: number
  /** Steps of one run that are executed at the same time. */
  concurrency: number
  /** How often leases are renewed and abandoned runs looked for, in milliseconds: 2,000 by default. */
  heartbeatMs?: number
}

export class EmbeddedRunner implements EventReceiver {
  /** Names this process in leases. */
  readonly owner = randomUUID()
  private readonly drives = new Map<string, { drive: Drive; done: Promise<void> }>()
  private functions: FunctionConfig[] = []
  private heartbeat: NodeJS.Timeout | undefined
  private beating: Promise<void> = Promise.resolve()
  private isStopped = false
  private readonly outsideRequests = AsyncLocalStorage.snapshot()

  constructor(
    readonly handler: ServeHandler,
    readonly options: RunnerOptions,
  ) {}

  /**
   * Reads the functions and takes up the runs that another process left unfinished.
   * @throws Error for functions that ask for more than this runner plays
   */
  async start(): Promise<void> {
    this.functions = await readFunctions(this.handler)
    await store.forgetOldRuns()
    await this.adopt()
    this.planBeat()
  }

  /**
   * Finishes the steps under way and leaves unfinished runs to whoever starts next. A step that takes longer than
   * `withinMs` is abandoned: what it still reports is not kept, and whoever takes up its run does it anew.
   */
  async stop(withinMs = FINISH_WITHIN_MS): Promise<void> {
    this.isStopped = true
    clearTimeout(this.heartbeat)
    for (const { drive } of this.drives.values()) drive.abort()
    const finished = Promise.all([this.beating, this.idle()])
    await Promise.race([finished, sleep(withinMs, undefined, { ref: false })])
    await releaseLeases(this.owner)
  }

  /** Waits until no run of this process is under way. */
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

  /** Starts a run for an event, unless this event has started this function before. */
  async startRun(functionId: string, event: EmbeddedEvent, parent?: store.NewRun['parent']): Promise<void> {
    const run = { id: randomUUID(), functionId, event, owner: this.owner, ...(parent && { parent }) }
    if (await store.insertRun(run)) this.drive(run.id)
  }

  findFunction(id: string): FunctionConfig | undefined {
    return this.functions.find((config) => config.id === id)
  }

  /** Drives a run in the context of the start, whoever asked: inside a request, Next.js replaces `fetch` and more. */
  private drive(runId: string, doom?: Failure): void {
    if (this.isStopped || this.drives.has(runId)) return
    const drive = new Drive(this, runId)
    const done = this.outsideRequests(() => (doom === undefined ? drive.run() : drive.giveUp(doom)))
      .catch((error: unknown) =>
        log.error({ err: error, runId }, 'a run stopped; it is taken up again later'),
      )
      .finally(() => this.drives.delete(runId))
    this.drives.set(runId, { drive, done })
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

  /** The next beat is planned when this one has ended, so that a slow database is not asked ever more. */
  private planBeat(): void {
    if (this.isStopped) return
    this.heartbeat = setTimeout(() => {
      this.beating = this.beat().finally(() => this.planBeat())
    }, this.options.heartbeatMs ?? HEARTBEAT_MS)
    this.heartbeat.unref()
  }

  /** Renews the leases of the runs that get on; one whose drive broke off is left to run out, and is taken up again. */
  private async beat(): Promise<void> {
    try {
      const lost = await renewLeases(this.owner, [...this.drives.keys()])
      for (const runId of lost) this.drives.get(runId)?.drive.abort()
      await this.adopt()
    } catch (error) {
      log.warn({ err: error }, 'the embedded runner could not reach the database; it tries again')
    }
  }

  private async adopt(): Promise<void> {
    const functionIds = this.functions.map(({ id }) => id)
    for (const { id, deaths } of await claimRuns(this.owner, functionIds)) {
      log.info({ runId: id, deaths }, 'resuming a run')
      this.drive(id, deaths >= MAX_DEATHS ? DEADLY : undefined)
    }
  }
}

function isTriggeredBy(config: FunctionConfig, event: EmbeddedEvent): boolean {
  return config.triggers.some(
    (trigger) => trigger.event === event.name && (!trigger.expression || matches(trigger.expression, event)),
  )
}
