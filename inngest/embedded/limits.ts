/** Inngest's limits, so that runs also work on its server: https://www.inngest.com/docs/usage-limits/inngest */
import type { Op } from '@/inngest/embedded/protocol'
import type { StoredRun } from '@/inngest/embedded/store'

const MIB = 1024 * 1024

export const MAX_STEPS = 1_000
/** One result, of a step or of the function, as JSON. */
export const MAX_OUTPUT_BYTES = 4 * MIB
/** A run's event and all its results, as JSON. */
export const MAX_STATE_BYTES = 32 * MIB

/** A sentence about the limit that a run exceeds; null when it is within all limits. */
export function findExcess(run: StoredRun, ops: Op[]): string | null {
  const steps = new Set([...run.steps, ...ops].map(({ id }) => id)).size
  if (steps > MAX_STEPS) return `This run has ${steps} steps; Inngest allows 1,000.`
  const sizes = ops.map(({ name, displayName, data }) => ({
    name: displayName ?? name ?? '',
    bytes: jsonBytes(data),
  }))
  const large = sizes.find(({ bytes }) => bytes > MAX_OUTPUT_BYTES)
  if (large)
    return `The result of step "${large.name}" has ${large.bytes} bytes; Inngest allows 4 MiB per step.`
  const state = sizes.reduce((sum, { bytes }) => sum + bytes, run.stateBytes)
  if (state > MAX_STATE_BYTES)
    return `The event and results of this run have ${state} bytes; Inngest allows 32 MiB.`
  return null
}

/** The same for a function's result. */
export function findExcessResult(data: unknown): string | null {
  const bytes = jsonBytes(data)
  return bytes > MAX_OUTPUT_BYTES
    ? `The result of the function has ${bytes} bytes; Inngest allows 4 MiB.`
    : null
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value ?? null))
}
