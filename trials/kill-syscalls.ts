/** A kill at every write, fsync, rename … from the last page to the ready dataset, followed by a start. */
import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Facts } from './commands'
import { EndedError, Holocron } from './holocron'
import { judge, listParts, verify, within } from './oracle'
import { startSource } from './source'
import { concerns, ONE_THREAD, readTrace, strikeAt, traceTo, type DiskCall, type SystemCall } from './strace'
import { missingProgram, type Bench, type Trial } from './trial'

const LANES = 3
const LONGEST_MS = 90_000
/** How many parts exist when only the last page is missing: nine pages of people, five of six of planets. */
const PARTS_BUT_ONE = 14
/** By then the lease of the killed process has expired, in milliseconds. */
const LEASE_OVER_MS = 7_000

/** Where to strike: at a thread's `nth` call of this name. */
interface Strike {
  call: DiskCall
  nth: number
}

async function killEverywhere(bench: Bench): Promise<void> {
  // The last page of planets is held back until the gate opens.
  const gate = { isOpen: false }
  const source = await startSource({
    intercept: ({ resource, page }) => !gate.isOpen && resource === 'planets' && page === 6,
  })
  const prepared = bench.folder()
  const first = await Holocron.start({ storageDir: prepared, sources: [source.url] })
  const { id } = await first.call<{ id: string }>('download', source.url)
  while (listParts(prepared, id).length < PARTS_BUT_ONE) await sleep(50)
  await sleep(300)
  await first.kill()
  await sleep(LEASE_OVER_MS)
  gate.isOpen = true

  const strikes = await listStrikes(bench, prepared, id, [source.url])
  const chosen = strikes.filter((_, index) => index % bench.pick({ full: 1, quick: 6, smoke: 30 }) === 0)
  bench.notes.push(`at ${chosen.length} of ${strikes.length} calls`)
  const limit = pLimit(LANES)

  async function strike({ call, nth }: Strike): Promise<void> {
    const when = `killed at its ${call} number ${nth}`
    const storageDir = path.join(bench.folder(), 'storage')
    cpSync(prepared, storageDir, { recursive: true })
    const prefix = strikeAt('/dev/null', call, nth, 'KILL')
    const killed = new Holocron({ storageDir, sources: [source.url], prefix, env: ONE_THREAD })
    try {
      await killed.started
      await within(LONGEST_MS, when, killed.wait(id))
      await killed.stop()
      bench.count('survived')
    } catch (error) {
      if (!(error instanceof EndedError)) throw error
    }
    await killed.kill()
    const next = await Holocron.start({ storageDir, sources: [source.url] })
    const facts = await within(LONGEST_MS, `The start after it was ${when}`, next.wait(id))
    judge(bench, storageDir, facts, source.hashes, when)
    bench.check(facts.status === 'ready', `${when}: it is ${facts.status}: ${facts.error}`)
    bench.check((await next.call<Facts[]>('list')).length === 1, `${when}: there is more than one dataset`)
    await verify(bench, next, when)
    await next.stop()
  }

  await Promise.all(
    chosen.map((each) =>
      limit(() =>
        strike(each).catch((error: unknown) => bench.fail(`${each.call} ${each.nth}: ${String(error)}`)),
      ),
    ),
  )
  await source.close()
}

/** Every distinct disk call on the storage in an undisturbed run, from its last part on. */
async function listStrikes(bench: Bench, prepared: string, id: string, sources: string[]): Promise<Strike[]> {
  const storageDir = path.join(bench.folder(), 'storage')
  cpSync(prepared, storageDir, { recursive: true })
  const log = path.join(bench.folder(), 'trace')
  const holocron = await Holocron.start({ storageDir, sources, prefix: traceTo(log), env: ONE_THREAD })
  await within(LONGEST_MS, 'The traced run', holocron.wait(id))
  await holocron.stop()
  const calls = readTrace(readFileSync(log, 'utf8'))
  const isStart = ({ name, input }: SystemCall): boolean => name === 'rename' && input.includes('/parts/')
  const from = calls.findIndex(isStart)
  const strikes = calls
    .slice(from)
    .filter((call) => concerns(call, storageDir))
    .map(({ name, nth }) => ({ call: name as DiskCall, nth }))
  return [...new Map(strikes.map((each) => [`${each.call} ${each.nth}`, each])).values()]
}

export const killSyscallTrials: Trial[] = [
  {
    area: 'kill',
    name: 'a kill at every write, fsync, rename, mkdir and unlink from the last part to the end',
    figure: 'the next start completes it correctly, every time',
    obstacle: () => missingProgram('strace'),
    run: killEverywhere,
  },
]
