/** Kills at random moments and at every disk call: the next start finishes the download. */
import pLimit from 'p-limit'
import type { Facts } from './commands'
import { EndedError, Holocron } from './holocron'
import { killSyscallTrials } from './kill-syscalls'
import { judge, listParts, verify, within } from './oracle'
import { startSource, type Source } from './source'
import type { Bench, Trial } from './trial'
import { MAX_CRASHES } from '@/inngest/embedded/leases'

/** How many downloads run concurrently: they mostly wait for a lease to expire. */
const LANES = 4
const KILLS_PER_RUN = 5
const LONGEST_MS = 90_000
const RESUMED_WITHIN_MS = 10_000
/** Makes responses slow enough that a run lasts several seconds. */
const ANSWER_MS = 120

/** How often each page was requested: `people 3` → 2. */
function countPages({ requests }: Source): Map<string, number> {
  const pages = new Map<string, number>()
  for (const request of requests) {
    const [, resource = '', page = ''] = /\/(people|planets)\/?\?page=(\d+)/.exec(request) ?? []
    pages.set(`${resource} ${page}`, (pages.get(`${resource} ${page}`) ?? 0) + 1)
  }
  return pages
}

/** Pages on disk: with 82 people, each part holds one. */
function listFinished(storageDir: string, id: string): string[] {
  return listParts(storageDir, id).map((name) => {
    const [, resource = '', first = ''] = /^(people|planets)-0*(\d+)-/.exec(name) ?? []
    return `${resource} ${first}`
  })
}

interface Tally {
  kills: number
  refetched: number[]
  resumedMs: number[]
}

/** One download with several kills, then a start that is not killed. */
async function killOften(bench: Bench, kills: number, tally: Tally): Promise<void> {
  const source = await startSource({ delayMs: ANSWER_MS })
  const storageDir = bench.folder()
  let id: string | null = null
  let facts: Facts | null = null
  let before: { finished: string[]; pages: Map<string, number> } | null = null
  for (let round = 0; round <= kills && facts === null; round++) {
    const holocron = new Holocron({ storageDir, sources: [source.url] })
    const isLast = round === kills
    // A third of the kills hit the start, or the wait for the dead process’s lease; the rest the work.
    const delay =
      bench.random() < 0.33 ? bench.between(0, 2_500) : bench.between(0, round === 0 ? 2_500 : 9_000)
    const timer = isLast
      ? undefined
      : setTimeout(() => void holocron.kill(), delay + (round === 0 ? 1_500 : 0))
    try {
      await holocron.started
      const list = await holocron.call<Facts[]>('list')
      id = list[0]?.id ?? (await holocron.call<{ id: string }>('download', source.url)).id
      facts = await within(LONGEST_MS, `A download after ${round} kills`, holocron.wait(id))
      clearTimeout(timer)
      judge(bench, storageDir, facts, source.hashes, `after ${round} kills`)
      // Three kills in a row without progress look like a download that crashes its process.
      const isGivenUp = round >= MAX_CRASHES && /^Holocron stopped three times/.test(facts.error ?? '')
      if (!isGivenUp)
        bench.check(facts.status === 'ready', `after ${round} kills: it is ${facts.status}: ${facts.error}`)
      await verify(bench, holocron, `after ${round} kills`)
      await holocron.stop()
    } catch (error) {
      if (!(error instanceof EndedError)) throw error
      tally.kills += 1
    }
    if (holocron.resumedAfterMs !== null) tally.resumedMs.push(holocron.resumedAfterMs)
    const pages = countPages(source)
    if (before !== null) {
      const last = before
      const again = last.finished.filter((page) => (pages.get(page) ?? 0) > (last.pages.get(page) ?? 0))
      tally.refetched.push(again.length)
    }
    before = { finished: id === null ? [] : listFinished(storageDir, id), pages }
  }
  await source.close()
}

async function killAtRandom(bench: Bench): Promise<void> {
  const tally: Tally = { kills: 0, refetched: [], resumedMs: [] }
  const wanted = bench.pick({ full: 200, quick: 20, smoke: 3 })
  const limit = pLimit(LANES)
  const runs = Array.from({ length: Math.ceil(wanted / KILLS_PER_RUN) }, (_, index) =>
    limit(() =>
      killOften(bench, Math.min(KILLS_PER_RUN, wanted), tally).catch((error: unknown) =>
        bench.fail(`run ${index}: ${String(error)}`),
      ),
    ),
  )
  await Promise.all(runs)
  // A run that ended before all of its kills leaves some over.
  while (tally.kills < wanted && bench.violations.length < 5)
    await killOften(bench, Math.min(KILLS_PER_RUN, wanted - tally.kills), tally)
  const slowest = Math.max(0, ...tally.resumedMs)
  const most = Math.max(0, ...tally.refetched)
  const sum = tally.refetched.reduce((total, each) => total + each, 0)
  bench.notes.push(
    `${tally.kills} kills`,
    `resumed within ${(slowest / 1_000).toFixed(1)} s`,
    `finished pages read again: ${sum} in total, at most ${most} after one kill`,
  )
  bench.check(slowest <= RESUMED_WITHIN_MS, `a download was resumed only after ${Math.round(slowest)} ms`)
  // The first pages of both lists are read in one step.
  bench.check(most <= 2, `after one kill ${most} finished pages were read again`)
}

export const killTrials: Trial[] = [
  {
    area: 'kill',
    name: '200 kills at random moments, recoveries included',
    figure:
      'every download ready and correct, resumed ≤ 10 s after the start, ≤ 2 finished pages read again per kill',
    run: killAtRandom,
  },
  ...killSyscallTrials,
]
