/**
 * Runs functions in this process when no Inngest server is configured. Events become runs in the database; a run is
 * driven by asking the SDK to go on, doing what it asks for, and asking again, until it completes or fails.
 */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { Drive } from '@/inngest/embedded/drive'
import { matches } from '@/inngest/embedded/match'
import { readFunctions, type FunctionConfig, type ServeHandler } from '@/inngest/embedded/protocol'
import * as store from '@/inngest/embedded/store'
import type { EmbeddedEvent, EventReceiver } from '@/inngest/embedded/transport'
import { log } from '@/lib/log'

/** How often leases are renewed and abandoned runs looked for, in milliseconds. */
const HEARTBEAT_MS = 2_000

export interface RunnerOptions {
  /** First wait before a retry, in milliseconds; it doubles with each attempt. */
  backoffMs: number
  /** Steps of one run that are executed at the same time. */
  concurrency: number
}

export class EmbeddedRunner implements EventReceiver {
  /** Names this process in leases. */
  readonly owner = randomUUID()
  private readonly drives = new Map<string, { drive: Drive; done: Promise<void> }>()
  private functions: FunctionConfig[] = []
  private heartbeat: NodeJS.Timeout | undefined

  constructor(
    readonly handler: ServeHandler,
    readonly options: RunnerOptions,
  ) {}

  /** Reads the functions and takes up the runs that another process left unfinished. */
  async start(): Promise<void> {
    this.functions = await readFunctions(this.handler)
    await this.adopt()
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS)
    this.heartbeat.unref()
  }

  /** Finishes the steps under way and leaves unfinished runs to whoever starts next. */
  async stop(): Promise<void> {
    clearInterval(this.heartbeat)
    for (const { drive } of this.drives.values()) drive.abort()
    await Promise.all([...this.drives.values()].map(({ done }) => done))
    await store.releaseLeases(this.owner)
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

  /** @throws Error when there is no such function */
  findFunction(id: string): FunctionConfig {
    const config = this.functions.find((candidate) => candidate.id === id)
    if (!config) throw new Error(`There is no function ${id}.`)
    return config
  }

  private drive(runId: string): void {
    if (this.drives.has(runId)) return
    const drive = new Drive(this, runId)
    const done = drive
      .run()
      .catch((error: unknown) =>
        log.error({ err: error, runId }, 'a run stopped; it is taken up again later'),
      )
      .finally(() => this.drives.delete(runId))
    this.drives.set(runId, { drive, done })
  }

  private async cancelRuns(event: EmbeddedEvent): Promise<void> {
    for (const config of this.functions) {
      const expressions = config.cancel.filter((cancel) => cancel.event === event.name)
      for (const { if: expression } of expressions) {
        for (const run of await store.listRunning(config.id)) {
          if (expression !== undefined && !matches(expression, run.event, event)) continue
          await store.finishRun(run.id, 'cancelled', null)
          this.drives.get(run.id)?.drive.abort()
        }
      }
    }
  }

  private async beat(): Promise<void> {
    try {
      await store.renewLeases(this.owner)
      await this.adopt()
    } catch (error) {
      log.warn({ err: error }, 'the embedded runner could not reach the database; it tries again')
    }
  }

  private async adopt(): Promise<void> {
    for (const runId of await store.claimRuns(this.owner)) {
      log.info({ runId }, 'resuming a run')
      this.drive(runId)
    }
  }
}

function isTriggeredBy(config: FunctionConfig, event: EmbeddedEvent): boolean {
  return config.triggers.some(
    (trigger) => trigger.event === event.name && (!trigger.expression || matches(trigger.expression, event)),
  )
}
