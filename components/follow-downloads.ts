/** Follows running downloads from the browser: by one stream for all, and by asking now and then where there is none. */
import type { ProgressFacts } from '@/lib/datasets/types'

/** How often the server is asked while there is no stream. */
const ASK_EVERY_MS = 3_000
/** A stream that was refused is tried again after so many answers. */
const ANSWERS_BEFORE_RETRY = 10
const ANSWER_WITHIN_MS = 10_000

export interface Hrefs {
  /** Where the server sends events. */
  events: string
  /** Where it says how it is now. */
  state: string
}

export interface Listener {
  onProgress: (id: string, facts: ProgressFacts) => void
  /** The page is out of date: a download has ended, or the server is back after it was away. */
  onChange: () => void
  /** Whether the server is away. */
  onAway: (isAway: boolean) => void
}

type Sent = ProgressFacts & { id: string }
interface State {
  downloads: { id: string; progress: ProgressFacts | null }[]
}

/** Follows them while the tab is visible: browsers allow few connections to a host. Returns what ends it. */
export function followDownloads(hrefs: Hrefs, { onProgress, onChange, onAway }: Listener): () => void {
  let events: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAway = false
  /** Numbers the beginnings, so that an answer that comes late is not taken for one of now. */
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
      tellAway(true)
      askLater(ANSWERS_BEFORE_RETRY)
    })
    // Refused, cut or ended: the browser would connect again by itself, without a word about the time between.
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
      tellAway(true)
      return askLater(answers)
    }
    const wasAway = isAway
    tellAway(false)
    for (const { id, progress } of state.downloads) if (progress) onProgress(id, progress)
    if (wasAway || state.downloads.some(({ progress }) => progress === null)) onChange()
    if (answers >= ANSWERS_BEFORE_RETRY) begin()
    else askLater(answers + 1)
  }

  function tellAway(now: boolean): void {
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

/** An answer that says no, for instance because nobody is signed in any more, is for the page to explain. */
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
