import 'server-only'
import { type PartProgress, recordParts } from '@/lib/datasets/download/part-records'
import type { WrittenPart } from '@/lib/datasets/download/parts'
import { packRequests, storeRequests } from '@/lib/datasets/download/request-log'
import type { Part } from '@/lib/datasets/download/step-results'
import type { LoggedRequest, DownloadStep } from '@/lib/datasets/model/download'
import type { SentRequest } from '@/lib/swapi/http/fetch-json'
import { transact } from '@/lib/db/client'
import { unhurriedly } from '@/lib/db/sync'
import { excerpt } from '@/lib/swapi/http/quote'

const FLUSH_EVERY_MS = 1_000
/** Maximum length of a logged URL, in characters: after a redirect, its text comes from the source. */
const LONGEST_URL = 500

/**
 * Counts what a step does and writes it to the database regularly, so that the user can follow it,
 * and once more when the step ends.
 */
export class Meter {
  private requests: Omit<LoggedRequest, 'attempt'>[] = []
  private writing = Promise.resolve()
  private readonly timer: NodeJS.Timeout
  private readonly parts = new Map<string, PartProgress & { dirty: boolean }>()

  constructor(private readonly step: DownloadStep) {
    this.timer = setInterval(() => void this.flush().catch(() => undefined), FLUSH_EVERY_MS)
    this.timer.unref()
  }

  readonly countRequest = ({ url, at, ms, ...request }: SentRequest): void => {
    const { tryNumber } = this.step
    this.requests.push({
      url: excerpt(url, LONGEST_URL),
      ...request,
      at: at.toISOString(),
      ms: Math.round(ms),
      tryNumber,
    })
  }

  /** Pages and rows are counted per part, so that a repeated step does not count them twice. */
  count(name: string, collection: string, pages: number, rows: number): void {
    const before = this.parts.get(name) ?? { pages: 0, rows: 0 }
    const sums = { pages: before.pages + pages, rows: before.rows + rows }
    this.parts.set(name, { name, collection, ...sums, sha256: null, dirty: true })
  }

  /** Marks a part as complete, so that it need not be read again, and returns it. */
  finish(name: string, collection: string, { sha256, object }: Pick<WrittenPart, 'sha256' | 'object'>): Part {
    const { pages, rows } = this.parts.get(name) ?? { pages: 0, rows: 0 }
    this.parts.set(name, { name, collection, pages, rows, sha256, object, dirty: true })
    return { name, rows, sha256, ...(object && { object }) }
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
    const packed = requests.length > 0 ? await packRequests(requests) : null
    const parts = [...this.parts.values()].filter(({ dirty }) => dirty)
    if (packed === null && parts.length === 0) return
    for (const part of parts) this.parts.set(part.name, { ...part, dirty: false })
    await unhurriedly(() =>
      transact(async (transaction) => {
        if (packed !== null) await storeRequests(this.step, packed, transaction)
        await recordParts(this.step.datasetId, parts, transaction)
      }),
    )
  }
}
