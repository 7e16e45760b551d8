/** A clock that jumps three days back or ten ahead: a download continues or fails, and never waits for days. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Facts } from './commands'
import { Holocron, RefusedError } from './holocron'
import { judge, verify, within } from './oracle'
import { startSource } from './source'
import { missingFile, type Bench, type Trial } from './trial'

const LIBRARY = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`
const JUMPS = ['-3d', '+10d']
const DAY_MS = 86_400_000
const LONGEST_MS = 60_000

const missingLibrary = (): string | null => missingFile(LIBRARY, 'libfaketime')

/** Settings that make a Holocron’s wall clock follow a file, but not its timers, which are monotonic. */
function followClock(file: string): Record<string, string> {
  return {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  }
}

async function assertJumped(holocron: Holocron): Promise<void> {
  const off = Math.abs((await holocron.call<number>('now')) - Date.now())
  if (off < 2 * DAY_MS) throw new Error('The clock did not jump: libfaketime does not work here.')
}

/** Some responses fail at first, so that the jump may hit the wait before a retry. */
async function jumpInMidRun(bench: Bench, jump: string): Promise<void> {
  const source = await startSource({
    delayMs: 100,
    intercept: ({ page, earlier }, response) =>
      page === 4 && earlier < 3 && Boolean(response.writeHead(503).end()),
  })
  const storageDir = bench.folder()
  const clock = path.join(bench.folder(), 'clock')
  writeFileSync(clock, '+0')
  const env = { ...followClock(clock), RETRY_BACKOFF_MS: '500' }
  const holocron = await Holocron.start({ storageDir, sources: [source.url], env })
  const { id } = await holocron.call<{ id: string }>('download', source.url)
  await sleep(bench.between(200, 2_500))
  writeFileSync(clock, jump)
  await assertJumped(holocron)
  await endIt(bench, holocron, storageDir, id, source.hashes, `${jump} in mid-download`)
  await holocron.stop()
  await source.close()
}

/** Killed, and started again after the clock has jumped. */
async function jumpBetween(bench: Bench, jump: string): Promise<void> {
  const source = await startSource({ delayMs: 200 })
  const storageDir = bench.folder()
  const clock = path.join(bench.folder(), 'clock')
  const first = await Holocron.start({ storageDir, sources: [source.url] })
  const { id } = await first.call<{ id: string }>('download', source.url)
  await sleep(bench.between(300, 1_200))
  await first.kill()
  writeFileSync(clock, jump)
  const next = await Holocron.start({ storageDir, sources: [source.url], env: followClock(clock) })
  await assertJumped(next)
  await endIt(bench, next, storageDir, id, source.hashes, `${jump} between a kill and the next start`)
  await next.stop()
  await source.close()
}

async function endIt(
  bench: Bench,
  holocron: Holocron,
  storageDir: string,
  id: string,
  hashes: Parameters<typeof judge>[3],
  when: string,
): Promise<void> {
  const facts = await within(LONGEST_MS, 'It', holocron.wait(id)).catch(() => null)
  if (facts === null) {
    bench.count('hanging')
    bench.fail(`${when}: the download does not end within ${LONGEST_MS / 1_000} s`)
    await holocron.call<Facts>('cancel', id).catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error
    })
    return
  }
  judge(bench, storageDir, facts, hashes, when)
  await verify(bench, holocron, when)
}

async function jumpEach(bench: Bench, jump: (bench: Bench, by: string) => Promise<void>): Promise<void> {
  const times = bench.pick({ full: 4, quick: 1, smoke: 1 })
  const tries = Array.from({ length: times }, () => JUMPS.map((by) => jump(bench, by))).flat()
  await Promise.all(tries.map((each) => each.catch((error: unknown) => bench.fail(String(error)))))
}

export const clockTrials: Trial[] = [
  {
    area: 'clock',
    name: 'three days back, or ten on, in mid-download',
    figure: 'continues and ends ready, or fails with a reason, within 60 s',
    obstacle: missingLibrary,
    run: (bench) => jumpEach(bench, jumpInMidRun),
  },
  {
    area: 'clock',
    name: 'the same between a kill and the next start',
    figure: 'the same',
    obstacle: missingLibrary,
    run: (bench) => jumpEach(bench, jumpBetween),
  },
]
