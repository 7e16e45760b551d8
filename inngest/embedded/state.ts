/** What a write changes in the stored state of a run: the same as store.ts writes, in memory. Pure. */
import type { NewStep, StoredRun, StoredStep } from '@/inngest/embedded/store'

/** The output of a step that has none yet, as JSON: null. */
const PENDING_BYTES = 4

/** A run that has just been stored. */
export function newRun({ id, functionId, event }: Pick<StoredRun, 'id' | 'functionId' | 'event'>): StoredRun {
  return {
    ...{ id, functionId, event, status: 'running', attempt: 0, dueAt: null, output: null, steps: [] },
    stateBytes: Buffer.byteLength(JSON.stringify(event)),
  }
}

/** Steps that are already there stay as they are. */
export function withNewSteps(run: StoredRun, steps: NewStep[]): StoredRun {
  const known = new Set(run.steps.map(({ id }) => id))
  const added = steps.filter(({ id }) => !known.has(id)).map(toPending)
  return {
    ...run,
    steps: [...run.steps, ...added],
    stateBytes: run.stateBytes + added.length * PENDING_BYTES,
  }
}

/** A step keeps its first result. */
export function withResult(
  run: StoredRun,
  step: Pick<StoredStep, 'id' | 'name'>,
  status: 'completed' | 'failed',
  output: unknown,
): StoredRun {
  const position = run.steps.filter((one) => one.position !== null).length + 1
  const { steps, stateBytes } = withNewSteps(run, [{ ...step, op: 'StepPlanned' }])
  const isOpen = steps.some(({ id, status: before }) => id === step.id && before === 'pending')
  if (!isOpen) return run
  // As it is read back: what JSON cannot represent is gone.
  const json = JSON.stringify(output ?? null)
  const result = { status, output: JSON.parse(json) as unknown, position, dueAt: null }
  return {
    ...run,
    steps: steps.map((one) => (one.id === step.id ? { ...one, ...result } : one)),
    stateBytes: stateBytes - PENDING_BYTES + Buffer.byteLength(json),
  }
}

/** When a step is to be tried next. */
export function withDelay(
  run: StoredRun,
  id: string,
  next: Pick<StoredStep, 'attempt' | 'dueAt'>,
): StoredRun {
  const isOpen = (step: StoredStep): boolean => step.id === id && step.status === 'pending'
  return { ...run, steps: run.steps.map((step) => (isOpen(step) ? { ...step, ...next } : step)) }
}

function toPending({ id, name, op, attempt = 0, dueAt = null }: NewStep): StoredStep {
  return { id, name, op, status: 'pending', attempt, dueAt, output: null, position: null }
}
