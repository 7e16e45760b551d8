/** Converts the operations that a function requests into steps to store. */
import { parseSleep, type Op } from '@/inngest/embedded/protocol'
import type { NewStep } from '@/inngest/embedded/store'

export function nameOf({ displayName, name, id }: Op): string {
  return displayName ?? name ?? id
}

/** A step as stored before it runs; one that failed at its first call is planned for a retry. */
export function toNewStep(op: Op): NewStep {
  const step = { id: op.id, name: nameOf(op) }
  if (op.op === 'Sleep') return { ...step, op: 'Sleep', dueAt: parseSleep(op.name ?? '') }
  return { ...step, op: 'StepPlanned' }
}
