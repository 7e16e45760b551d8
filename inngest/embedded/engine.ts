import type { FunctionConfig } from '@/inngest/embedded/functions'
import type { ServeHandler } from '@/inngest/embedded/protocol'
import type { EventReceiver } from '@/inngest/embedded/transport'

export interface EngineOptions {
  /** First wait before a retry, in milliseconds; it doubles with each attempt. */
  backoffMs: number
  /** How many steps of one run are executed concurrently. */
  concurrency: number
  /** How often leases are renewed and abandoned runs are searched for, in milliseconds: 2,000 by default. */
  heartbeatMs?: number
}

/** The engine as the driver of a single run sees it. */
export interface Engine extends EventReceiver {
  /** Identifies this process in leases. */
  readonly owner: string
  readonly handler: ServeHandler
  readonly options: EngineOptions
  findFunction(id: string): FunctionConfig | undefined
}
