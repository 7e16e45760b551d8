/** For tests of the embedded runner: test functions behind the real SDK, with a real database. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inngest, type InngestFunction } from 'inngest'
import { serve } from 'inngest/edge'
import type { EngineOptions } from '@/inngest/embedded/engine'
import type { ServeHandler } from '@/inngest/embedded/protocol'
import { EmbeddedRunner } from '@/inngest/embedded/runner'
import { loadRun, type StoredRun } from '@/inngest/embedded/store'
import { embeddedFetch, type EmbeddedEvent } from '@/inngest/embedded/transport'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'

const silent = (): void => undefined

export const client = new Inngest({
  id: 'test',
  isDev: true,
  eventKey: 'test',
  fetch: embeddedFetch,
  logger: { info: silent, warn: silent, error: silent, debug: silent },
})

const runners: EmbeddedRunner[] = []

/** Sets up a database for a file's tests and stops their runners. Call it at the top. */
export function setUpRunners(): void {
  setUpTemporaryApp()
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()))
  })
}

export function serveFunctions(...functions: InngestFunction.Any[]): ServeHandler {
  return serve({ client, functions })
}

/** A started runner that is stopped after the test. */
export async function startRunner(
  functions: InngestFunction.Any[],
  options: Partial<EngineOptions> = {},
): Promise<EmbeddedRunner> {
  const runner = new EmbeddedRunner(serveFunctions(...functions), {
    backoffMs: 1,
    concurrency: 4,
    ...options,
  })
  runners.push(runner)
  await runner.start()
  return runner
}

export function createEvent(name: string, data: Record<string, unknown> = {}): EmbeddedEvent {
  return { id: randomUUID(), name, data, ts: Date.now() }
}

/** The run of a function that an event started. */
export async function getRun(functionId: string, event: EmbeddedEvent): Promise<StoredRun> {
  const row = await db().embeddedRun.findFirst({ where: { functionId, eventId: event.id } })
  const run = row && (await loadRun(row.id))
  if (!run) throw new Error(`Event ${event.id} has not started ${functionId}`)
  return run
}

/** The same run, once it has ended. */
export async function getEndedRun(functionId: string, event: EmbeddedEvent): Promise<StoredRun> {
  for (;;) {
    const run = await getRun(functionId, event)
    if (run.status !== 'running') return run
    await sleep(5)
  }
}

/** Sends an event to a runner and waits until the run it starts has ended. */
export async function runToEnd(
  runner: EmbeddedRunner,
  functionId: string,
  event: EmbeddedEvent,
): Promise<StoredRun> {
  await runner.receive([event])
  return getEndedRun(functionId, event)
}

export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5)
}

/** A gate that a step waits at until the test opens it. */
export function createGate(): { opened: Promise<void>; open: () => void } {
  let open = silent
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
