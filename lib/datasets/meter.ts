import 'server-only'
import { recordPart, type PartProgress } from '@/lib/datasets/part-records'
import { logRequests } from '@/lib/datasets/request-log'
import type { Part } from '@/lib/datasets/step-results'
import type { LoggedRequest, Turn } from '@/lib/datasets/types'
import type { SentRequest } from '@/lib/swapi/fetch-json'
import { excerpt } from '@/lib/swapi/quote'

const FLUSH_EVERY_MS = 1_000
/** Of a URL that is kept, in characters: after a redirect it is the source's own text. */
const LONGEST_URL = 500

/**
 * Counts what a step does and writes it to the database now and then, so that a person can watch,
 * and once more when the step ends.
 */
export class Meter {
  private requests: Omit<LoggedRequest, 'attempt'>[] = []
  private writing = Promise.resolve()
  private readonly timer: NodeJS.Timeout
  private readonly parts = new Map<string, PartProgress & { dirty: boolean }>()

  constructor(private readonly turn: Turn) {
    this.timer = setInterval(() => void this.flush().catch(() => undefined), FLUSH_EVERY_MS)
    this.timer.unref()
  }

  readonly countRequest = ({ url, at, ms, ...request }: SentRequest): void => {
    const { tryNumber } = this.turn
    this.requests.push({
      url: excerpt(url, LONGEST_URL),
      ...request,
      at: at.toISOString(),
      ms: Math.round(ms),
      tryNumber,
    })
  }

  /** Pages and rows belong to a part, so that a repeated step does not count them twice. */
  count(name: string, collection: string, pages: number, rows: number): void {
    const before = this.parts.get(name) ?? { pages: 0, rows: 0 }
    const sums = { pages: before.pages + pages, rows: before.rows + rows }
    this.parts.set(name, { name, collection, ...sums, sha256: null, dirty: true })
  }

  /** A part is whole: from here on it need not be read again. Returns it. */
  finish(name: string, collection: string, sha256: string): Part {
    const { pages, rows } = this.parts.get(name) ?? { pages: 0, rows: 0 }
    this.parts.set(name, { name, collection, pages, rows, sha256, dirty: true })
    return { name, rows, sha256 }
  }

  /** Stops the timer and writes what is left. Call it however the step ends: requests were sent even if it failed. */
  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.flush()
  }

  private flush(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.write())
    return this.writing
  }

  private async write(): Promise<void> {
    const requests = this.requests
    this.requests = []
    if (requests.length > 0) await logRequests(this.turn, requests)
    for (const { dirty, ...part } of this.parts.values()) {
      if (!dirty) continue
      this.parts.set(part.name, { ...part, dirty: false })
      await recordPart(this.turn.datasetId, part)
    }
  }
}
