import 'server-only'
import { recordPart, updateProgress } from '@/lib/datasets/store'

const FLUSH_EVERY_MS = 1_000

/**
 * Counts what a step does and writes it to the database now and then, so that a person can watch,
 * and once more when the step ends.
 */
export class Meter {
  private requests = 0
  private writing = Promise.resolve()
  private readonly timer: NodeJS.Timeout
  private readonly parts = new Map<string, { pages: number; rows: number; dirty: boolean }>()

  constructor(private readonly datasetId: string) {
    this.timer = setInterval(() => void this.flush().catch(() => undefined), FLUSH_EVERY_MS)
    this.timer.unref()
  }

  readonly countRequest = (): void => {
    this.requests += 1
  }

  /** Pages and rows belong to a part, so that a repeated step does not count them twice. */
  count(part: string, pages: number, rows: number): void {
    const entry = this.parts.get(part) ?? { pages: 0, rows: 0, dirty: true }
    this.parts.set(part, { pages: entry.pages + pages, rows: entry.rows + rows, dirty: true })
  }

  rows(part: string): number {
    return this.parts.get(part)?.rows ?? 0
  }

  /** Stops the timer and writes what is left. Call it however the step ends: requests were sent even if it failed. */
  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.flush()
  }

  private flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write())
    return this.writing
  }

  private async write(): Promise<void> {
    const requests = this.requests
    this.requests = 0
    if (requests > 0) await updateProgress(this.datasetId, { requests })
    for (const [name, part] of this.parts) {
      if (!part.dirty) continue
      this.parts.set(name, { ...part, dirty: false })
      await recordPart(this.datasetId, name, part.pages, part.rows)
    }
  }
}
