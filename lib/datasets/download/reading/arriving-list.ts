import 'server-only'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Part } from '@/lib/datasets/download/step-results'

/** A list that is written into a part while it arrives: only what has not been written yet is in memory. */
export class ArrivingList {
  private readonly batches = new PassThrough({ objectMode: true, highWaterMark: 1 })
  private writing: Promise<Part> | null = null

  /** @param write is called when the first records arrive */
  constructor(private readonly write: (batches: AsyncIterable<unknown[]>) => Promise<Part>) {}

  /**
   * Takes records, and resolves when more can be taken.
   * @throws whatever writing throws
   */
  readonly take = async (records: unknown[]): Promise<void> => {
    const writing = (this.writing ??= this.begin())
    if (!this.batches.write(records)) await Promise.race([once(this.batches, 'drain'), writing])
  }

  /** The part, once everything has arrived; null if no records were taken. */
  async end(): Promise<Part | null> {
    this.batches.end()
    return this.writing
  }

  /** Ends the writing, which leaves nothing behind. Returns why it failed: on its own, or because of `error`. */
  async fail(error: unknown): Promise<unknown> {
    if (this.writing === null) return error
    this.batches.destroy(error instanceof Error ? error : new Error(String(error)))
    return this.writing.then(
      () => error,
      (reason: unknown) => reason,
    )
  }

  private begin(): Promise<Part> {
    const writing = this.write(this.batches)
    // Whoever waits is told; nobody has to.
    writing.catch(() => undefined)
    return writing
  }
}
