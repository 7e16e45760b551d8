/** Follows running downloads from the browser: with one stream for all, or by polling when there is none. */
import type { ProgressFacts } from '@/lib/datasets/model/download'

/** How often the server is polled while there is no stream. */
const ASK_EVERY_MS = 3_000
/** A refused stream is retried after this many answers. */
const ANSWERS_BEFORE_RETRY = 10
const ANSWER_WITHIN_MS = 10_000

export interface Hrefs {
  /** The URL of the event stream. */
  events: string
  /** The URL of the current state. */
  state: string
}

export interface Listener {
  onProgress: (id: string, facts: ProgressFacts) => void
  /** The page is out of date: a download has ended, or the server is available again. */
  onChange: () => void
  /** Whether the server is unavailable. */
  onAway: (isAway: boolean) => void
}

type Sent = ProgressFacts & { id: string }
interface State {
  downloads: { id: string; progress: ProgressFacts | null }[]
}

/** Follows them while the tab is visible (browsers limit connections per host). Returns a stop function. */
export function followDownloads(hrefs: Hrefs, { onProgress, onChange, onAway }: Listener): () => void {
  let events: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAway = false
  /** Counts the restarts, so that a late answer is not mistaken for a current one. */
  let turn = 0

  function rest(): void {
    turn += 1
    events?.close()
    clearTimeout(timer)
  }

  function begin(): void {
    rest()
    if (document.visibilityState !== 'visible') return
    if (isAway) void ask(turn, 0)
    else listen()
  }

  function listen(): void {
    events = new EventSource(hrefs.events)
    let wasOpen = false
    events.addEventListener('open', () => (wasOpen = true))
    events.addEventListener('progress', ({ data }) => {
      const { id, ...facts } = JSON.parse(String(data)) as Sent
      onProgress(id, facts)
    })
    events.addEventListener('end', onChange)
    events.addEventListener('stopping', () => {
      reportAway(true)
      askLater(ANSWERS_BEFORE_RETRY)
    })
    // Refused, cut or ended: the browser would reconnect by itself, without reporting the gap.
    events.addEventListener('error', () => askLater(wasOpen ? ANSWERS_BEFORE_RETRY : 0))
  }

  function askLater(answers: number): void {
    rest()
    const now = turn
    timer = setTimeout(() => void ask(now, answers), ASK_EVERY_MS)
  }

  async function ask(now: number, answers: number): Promise<void> {
    const state = await readState(hrefs.state)
    if (now !== turn) return
    if (state === 'away') {
      reportAway(true)
      return askLater(answers)
    }
    const wasAway = isAway
    reportAway(false)
    for (const { id, progress } of state.downloads) if (progress) onProgress(id, progress)
    if (wasAway || state.downloads.some(({ progress }) => progress === null)) onChange()
    if (answers >= ANSWERS_BEFORE_RETRY) begin()
    else askLater(answers + 1)
  }

  function reportAway(now: boolean): void {
    if (now !== isAway) onAway(now)
    isAway = now
  }

  begin()
  document.addEventListener('visibilitychange', begin)
  return () => {
    rest()
    document.removeEventListener('visibilitychange', begin)
  }
}

/** A refusal, for instance because the visitor is signed out, refreshes the page, which explains it. */
async function readState(href: string): Promise<State | 'away'> {
  try {
    const answer = await fetch(href, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    if (answer.status >= 500) return 'away'
    if (!answer.ok) return { downloads: [{ id: '', progress: null }] }
    return (await answer.json()) as State
  } catch {
    return 'away'
  }
}
