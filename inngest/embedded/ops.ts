/** What a function asks for, as steps that are stored. */
import type { Op } from '@/inngest/embedded/protocol'
import { parseSleep } from '@/inngest/embedded/sleep'
import type { NewStep } from '@/inngest/embedded/store'

export function nameOf({ displayName, name, id }: Op): string {
  return displayName ?? name ?? id
}

/** A step as it is stored before it is done; one that failed at once is planned, to be tried again. */
export function toNewStep(op: Op): NewStep {
  const step = { id: op.id, name: nameOf(op) }
  if (op.op === 'Sleep') return { ...step, op: 'Sleep', dueAt: parseSleep(op.name ?? '') }
  if (op.op === 'InvokeFunction') {
    const output = { functionId: op.opts?.function_id, data: op.opts?.payload?.data ?? {} }
    return { ...step, op: 'InvokeFunction', output }
  }
  return { ...step, op: 'StepPlanned' }
}
