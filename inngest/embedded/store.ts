/** Stores runs and steps, so that they survive a kill. Only the process that holds a run writes to it. */
import 'server-only'
import { z } from 'zod'
import { leaseEnd, writeWhileHeld, type Hold } from '@/inngest/embedded/leases'
import type { StepState } from '@/inngest/embedded/protocol'
import { eventSchema, type EmbeddedEvent } from '@/inngest/embedded/transport'
import { db, isUniqueViolation, type Transaction } from '@/lib/db/client'
import { repeatable } from '@/lib/db/outage'
import { unhurriedly } from '@/lib/db/sync'
import type { EmbeddedStepModel } from '@/lib/generated/sqlite/models'

/** How long ended runs are kept, so that their events do not start them again, in milliseconds. */
const MEMORY_MS = 7 * 24 * 60 * 60_000

export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled'

export interface StoredStep {
  id: string
  name: string
  op: 'StepPlanned' | 'Sleep'
  status: 'pending' | 'completed' | 'failed'
  attempt: number
  dueAt: Date | null
  /** The result, or the serialized error. */
  output: unknown
  /** Order of completion within the run, from 1. */
  position: number | null
}

export interface StoredRun {
  id: string
  functionId: string
  event: EmbeddedEvent
  status: RunStatus
  attempt: number
  dueAt: Date | null
  output: unknown
  steps: StoredStep[]
  /** Size of the event and all results as JSON, which Inngest limits. */
  stateBytes: number
}

export interface NewRun {
  id: string
  functionId: string
  event: EmbeddedEvent
  owner: string
}

/**
 * Stores a run that `owner` will drive. False if the event has already started this function. After a power cut, a download
 * without its run is started again (inngest/reconcile.ts).
 */
export async function insertRun({ id, functionId, event, owner }: NewRun): Promise<boolean> {
  const lease = { leaseOwner: owner, leaseUntil: leaseEnd() }
  const data = { id, functionId, eventId: event.id, event: JSON.stringify(event), ...lease }
  try {
    await unhurriedly(() => repeatable(() => db().embeddedRun.create({ data })))
    return true
  } catch (error) {
    // It is ours if it was stored before an outage, and only the answer was lost.
    if (isUniqueViolation(error)) return (await db().embeddedRun.count({ where: { id } })) > 0
    throw error
  }
}

export async function loadRun(id: string): Promise<StoredRun | null> {
  const row = await db().embeddedRun.findUnique({ where: { id }, include: { steps: true } })
  if (!row) return null
  return {
    id: row.id,
    functionId: row.functionId,
    event: eventSchema.parse(JSON.parse(row.event)),
    status: row.status as RunStatus,
    attempt: row.attempt,
    dueAt: row.dueAt,
    output: parse(row.output),
    steps: row.steps.map(toStep),
    stateBytes: [row.event, ...row.steps.map(({ output }) => output ?? '')].reduce(
      (bytes, json) => bytes + Buffer.byteLength(json),
      0,
    ),
  }
}

export type NewStep = Pick<StoredStep, 'id' | 'name' | 'op'> &
  Partial<Pick<StoredStep, 'attempt' | 'dueAt' | 'output'>>

/** Stores steps to be executed; steps already stored are left as they are. False if the run is no longer held. */
export async function planSteps(hold: Hold, steps: NewStep[]): Promise<boolean> {
  const plan = async (transaction: Transaction): Promise<true> => {
    await insertUnknown(transaction, hold.runId, steps)
    return true
  }
  return (await writeWhileHeld(hold, plan)) !== null
}

/** Stores a step's result, unless it already has one; false if the run is no longer held. */
export async function settleStep(
  hold: Hold,
  { id, name }: { id: string; name: string },
  status: 'completed' | 'failed',
  output: unknown,
): Promise<boolean> {
  const { runId } = hold
  const settle = (transaction: Transaction): Promise<number> =>
    transaction.$executeRaw`
      INSERT INTO "EmbeddedStep" ("runId", "id", "name", "op", "status", "output", "attempt", "position")
      SELECT ${runId}, ${id}, ${name}, 'StepPlanned', ${status}, ${toJson(output)}, 0, count(*) + 1
      FROM "EmbeddedStep" WHERE "runId" = ${runId} AND "position" IS NOT NULL
      ON CONFLICT ("runId", "id") DO UPDATE
      SET "status" = excluded."status", "output" = excluded."output", "position" = excluded."position", "dueAt" = NULL
      WHERE "EmbeddedStep"."status" = 'pending'`
  return (await writeWhileHeld(hold, settle, { isProgress: true })) !== null
}

/** Stores when a failed step is to be retried, and the number of that attempt; false if the run is no longer held. */
export async function delayStep(
  hold: Hold,
  id: string,
  attempt: number,
  dueAt: Date | null,
): Promise<boolean> {
  const delayed = await writeWhileHeld(hold, (transaction) =>
    transaction.embeddedStep.updateMany({
      where: { runId: hold.runId, id, status: 'pending' },
      data: { attempt, dueAt },
    }),
  )
  return delayed !== null
}

/** Stores when the function itself is to be retried, and the number of that attempt; false if it is no longer held. */
export async function delayRun(hold: Hold, attempt: number, dueAt: Date | null): Promise<boolean> {
  const delayed = await writeWhileHeld(hold, (transaction) =>
    transaction.embeddedRun.update({ where: { id: hold.runId }, data: { attempt, dueAt } }),
  )
  return delayed !== null
}

/** Ends a run; false if it had already ended or another process holds it. */
export async function finishRun(
  hold: Hold,
  status: 'completed' | 'failed',
  output: unknown,
): Promise<boolean> {
  const data = { status, output: toJson(output), finishedAt: new Date() }
  const finished = await writeWhileHeld(hold, (transaction) =>
    transaction.embeddedRun.update({ where: { id: hold.runId }, data }),
  )
  return finished !== null
}

/** Ends a run from outside, whichever process holds it; false if it had already ended. */
export async function cancelRun(id: string): Promise<boolean> {
  const { count } = await repeatable(() =>
    db().embeddedRun.updateMany({
      where: { id, status: 'running' },
      data: { status: 'cancelled', finishedAt: new Date() },
    }),
  )
  return count > 0
}

/** The running runs of a function, for cancelling. */
export async function listRunning(functionId: string): Promise<{ id: string; event: EmbeddedEvent }[]> {
  const rows = await db().embeddedRun.findMany({ where: { functionId, status: 'running' } })
  return rows.map(({ id, event }) => ({ id, event: eventSchema.parse(JSON.parse(event)) }))
}

/** The status of the run that an event started, or null if there is none. */
export async function findRun(
  functionId: string,
  eventId: string,
): Promise<{ status: RunStatus; finishedAt: Date | null } | null> {
  const where = { functionId_eventId: { functionId, eventId } }
  const row = await db().embeddedRun.findUnique({ where, select: { status: true, finishedAt: true } })
  return row && { ...row, status: row.status as RunStatus }
}

/** Removes runs that ended long ago, with their steps. */
export async function forgetOldRuns(): Promise<void> {
  const limit = new Date(Date.now() - MEMORY_MS)
  await db().embeddedRun.deleteMany({ where: { finishedAt: { lt: limit } } })
}

/** The finished steps as the SDK expects them, and the order in which they finished. */
export function memoizedSteps(steps: StoredStep[]): { steps: Record<string, StepState>; stack: string[] } {
  const done = steps
    .filter((step) => step.position !== null)
    .sort((one, other) => (one.position ?? 0) - (other.position ?? 0))
  return {
    stack: done.map(({ id }) => id),
    steps: Object.fromEntries(
      done.map(({ id, status, output }): [string, StepState] => [
        id,
        status === 'completed' ? { type: 'data', data: output } : { type: 'error', error: output },
      ]),
    ),
  }
}

async function insertUnknown(transaction: Transaction, runId: string, steps: NewStep[]): Promise<void> {
  const ids = steps.map(({ id }) => id)
  const known = await transaction.embeddedStep.findMany({
    where: { runId, id: { in: ids } },
    select: { id: true },
  })
  const knownIds = new Set(known.map(({ id }) => id))
  const data = steps
    .filter(({ id }) => !knownIds.has(id))
    .map((step) => ({ ...step, runId, output: toJson(step.output) }))
  if (data.length > 0) await transaction.embeddedStep.createMany({ data })
}

function toStep(row: EmbeddedStepModel): StoredStep {
  return {
    ...row,
    op: z.enum(['StepPlanned', 'Sleep']).parse(row.op),
    status: z.enum(['pending', 'completed', 'failed']).parse(row.status),
    output: parse(row.output),
  }
}

/** A function may return undefined, which JSON cannot represent. */
function toJson(value: unknown): string {
  return JSON.stringify(value ?? null)
}

function parse(json: string | null): unknown {
  return json === null ? null : JSON.parse(json)
}
