/** Runs and their steps in the database, so that they survive a kill. Leases say which process drives a run. */
import 'server-only'
import { z } from 'zod'
import { eventSchema, type EmbeddedEvent } from '@/inngest/embedded/transport'
import type { StepState } from '@/inngest/embedded/protocol'
import { db, isUniqueViolation } from '@/lib/db'
import type { EmbeddedStepModel } from '@/lib/generated/sqlite/models'

/** How long a run stays with a process that gives no sign of life, in milliseconds. */
export const LEASE_MS = 6_000

export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled'

export interface StoredStep {
  id: string
  name: string
  op: 'StepPlanned' | 'Sleep' | 'InvokeFunction'
  status: 'pending' | 'completed' | 'failed'
  attempt: number
  dueAt: Date | null
  /** The result, or the serialized error; for a pending invoke, what to send. */
  output: unknown
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
}

export interface NewRun {
  id: string
  functionId: string
  event: EmbeddedEvent
  owner: string
  parent?: { runId: string; stepId: string }
}

/** Stores a run that `owner` will drive. False when this event has started this function before. */
export async function insertRun({ id, functionId, event, owner, parent }: NewRun): Promise<boolean> {
  try {
    await db().embeddedRun.create({
      data: {
        id,
        functionId,
        eventId: event.id,
        event: JSON.stringify(event),
        leaseOwner: owner,
        leaseUntil: leaseEnd(),
        parentRunId: parent?.runId ?? null,
        parentStepId: parent?.stepId ?? null,
      },
    })
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
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
  }
}

/** Takes over runs whose process is gone. Returns their ids; each goes to one process only. */
export async function claimRuns(owner: string): Promise<string[]> {
  const now = new Date()
  const isFree = { status: 'running', OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] }
  const free = await db().embeddedRun.findMany({
    where: isFree,
    select: { id: true },
    orderBy: { createdAt: 'asc' },
  })
  const claimed: string[] = []
  for (const { id } of free) {
    const { count } = await db().embeddedRun.updateMany({
      where: { id, ...isFree },
      data: { leaseOwner: owner, leaseUntil: leaseEnd() },
    })
    if (count === 1) claimed.push(id)
  }
  return claimed
}

export async function renewLeases(owner: string): Promise<void> {
  await db().embeddedRun.updateMany({
    where: { leaseOwner: owner, status: 'running' },
    data: { leaseUntil: leaseEnd() },
  })
}

/** Lets other processes have this one's unfinished runs at once. */
export async function releaseLeases(owner: string): Promise<void> {
  await db().embeddedRun.updateMany({
    where: { leaseOwner: owner, status: 'running' },
    data: { leaseOwner: null, leaseUntil: null },
  })
}

/** True while `owner` may act for the run: it is running, and nobody else has taken it over. */
export async function holdsRun(id: string, owner: string): Promise<boolean> {
  return (await db().embeddedRun.count({ where: { id, leaseOwner: owner, status: 'running' } })) > 0
}

export type NewStep = Pick<StoredStep, 'id' | 'name' | 'op' | 'attempt' | 'dueAt' | 'output'>

/** Stores a step that is to be done; one that is known already is left as it is. */
export async function planStep(runId: string, step: NewStep): Promise<void> {
  const data = { ...step, runId, output: JSON.stringify(step.output ?? null) }
  await db().embeddedStep.upsert({ where: { runId_id: { runId, id: step.id } }, create: data, update: {} })
}

/** Stores a step's result. A result that is there already stays: a step has one. */
export async function settleStep(
  runId: string,
  step: { id: string; name: string },
  status: 'completed' | 'failed',
  output: unknown,
): Promise<void> {
  const key = { runId, id: step.id }
  await db().embeddedStep.upsert({
    where: { runId_id: key },
    create: { ...key, name: step.name, op: 'StepPlanned' },
    update: {},
  })
  const position = await db().embeddedStep.count({ where: { runId, position: { not: null } } })
  await db().embeddedStep.updateMany({
    where: { ...key, status: 'pending' },
    data: { status, output: JSON.stringify(output ?? null), position: position + 1, dueAt: null },
  })
}

export async function delayStep(runId: string, id: string, attempt: number, dueAt: Date): Promise<void> {
  await db().embeddedStep.updateMany({ where: { runId, id, status: 'pending' }, data: { attempt, dueAt } })
}

export async function delayRun(id: string, attempt: number, dueAt: Date): Promise<void> {
  await db().embeddedRun.updateMany({ where: { id, status: 'running' }, data: { attempt, dueAt } })
}

/** Ends a run; false when it had ended already. */
export async function finishRun(id: string, status: RunStatus, output: unknown): Promise<boolean> {
  const { count } = await db().embeddedRun.updateMany({
    where: { id, status: 'running' },
    data: { status, output: JSON.stringify(output ?? null), finishedAt: new Date() },
  })
  return count > 0
}

/** The running runs of a function, for cancelling. */
export async function listRunning(functionId: string): Promise<{ id: string; event: EmbeddedEvent }[]> {
  const rows = await db().embeddedRun.findMany({ where: { functionId, status: 'running' } })
  return rows.map(({ id, event }) => ({ id, event: eventSchema.parse(JSON.parse(event)) }))
}

/** The run that an invoke step started, or null while it has not. */
export async function findChild(runId: string, stepId: string): Promise<StoredRun | null> {
  const child = await db().embeddedRun.findFirst({ where: { parentRunId: runId, parentStepId: stepId } })
  return child && loadRun(child.id)
}

/** What the SDK is told of the finished steps, and the order in which they finished. */
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

function toStep(row: EmbeddedStepModel): StoredStep {
  return {
    ...row,
    op: z.enum(['StepPlanned', 'Sleep', 'InvokeFunction']).parse(row.op),
    status: z.enum(['pending', 'completed', 'failed']).parse(row.status),
    output: parse(row.output),
  }
}

function parse(json: string | null): unknown {
  return json === null ? null : JSON.parse(json)
}

function leaseEnd(): Date {
  return new Date(Date.now() + LEASE_MS)
}
