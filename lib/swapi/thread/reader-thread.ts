/** The thread that reads many pages, as the server's thread sees it. */
import { Worker } from 'node:worker_threads'
import { log } from '@/lib/log'
import { type AnswerMessage, type ReadMessage, type StopMessage } from '@/lib/swapi/thread/messages'

/** How long a thread without work is kept, in milliseconds: the steps of a download follow one another sooner. */
const IDLE_MS = 1_000

/** How long after its deadline, or after being told to stop, a read may take to end, in milliseconds. */
const GRACE_MS = 5_000

const ENDED = 'The part of Holocron that reads sources ended while it was reading. Try again.'

type Answer = Omit<AnswerMessage, 'id'>

export class ReaderThread {
  private readonly worker: Worker
  private readonly waiting = new Map<number, (answer: Answer) => void>()
  private lastId = 0
  private idle: NodeJS.Timeout | undefined

  /** @param onEnd is called when it has ended, or is about to: nothing may be read by it from then on */
  constructor(
    program: string,
    private readonly onEnd: () => void,
  ) {
    log.info('a thread was started to read many pages')
    this.worker = new Worker(program, { name: 'holocron-reader' })
    // Whoever waits for a download keeps the process alive.
    this.worker.unref()
    this.worker.on('message', ({ id, ...answer }: AnswerMessage) => this.waiting.get(id)?.(answer))
    this.worker.on('error', (error) => log.error({ err: error }, 'the thread that reads sources failed'))
    this.worker.on('exit', () => this.end())
  }

  /**
   * Reads a document. The end of the thread is an answer, too, so that nobody waits for ever. When `signal` aborts, the
   * answer comes soon after, with the requests that were sent.
   */
  async read(
    request: Pick<ReadMessage, 'url' | 'timeoutMs' | 'maxBytes'>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    clearTimeout(this.idle)
    const id = ++this.lastId
    let overdue = this.endIn(request.timeoutMs + GRACE_MS)
    const stop = (): void => {
      clearTimeout(overdue)
      overdue = this.endIn(GRACE_MS)
      this.post({ kind: 'stop', id })
    }
    signal?.addEventListener('abort', stop, { once: true })
    const answer = await new Promise<Answer>((resolve) => {
      this.waiting.set(id, resolve)
      this.post({ kind: 'read', id, ...request })
    })
    clearTimeout(overdue)
    signal?.removeEventListener('abort', stop)
    this.waiting.delete(id)
    if (this.waiting.size === 0) this.idle = this.endIn(IDLE_MS)
    return answer
  }

  private post(message: ReadMessage | StopMessage): void {
    this.worker.postMessage(message)
  }

  private endIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.end(), ms).unref()
  }

  /** Frees its memory sooner than a second without work does. */
  endIfIdle(): void {
    if (this.waiting.size === 0) this.end()
  }

  /** What is being read fails, and can be read again by another thread. */
  end(): void {
    this.onEnd()
    clearTimeout(this.idle)
    const failure = { message: ENDED, retriable: true, retryAfterMs: undefined, status: undefined }
    for (const answer of this.waiting.values()) answer({ requests: [], outcome: { failure } })
    void this.worker.terminate()
  }
}
