/** A process that is paused for a while: a sleeping laptop, an overloaded host. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Holocron } from './holocron'
import { judge, verify, within } from './oracle'
import { startSource, type Source } from './source'
import { ONE_THREAD, strikeAt, type DiskCall } from './strace'
import { missingProgram, type Bench, type Trial } from './trial'

const LONGEST_MS = 60_000

interface Stalled {
  holocron: Holocron
  storageDir: string
  source: Source
  id: string
  when: string
}

/** After it continues, the download is ready within a minute, and correct. */
async function goOn(bench: Bench, { holocron, storageDir, source, id, when }: Stalled): Promise<void> {
  holocron.signal('SIGCONT')
  const start = performance.now()
  const facts = await within(LONGEST_MS, `${when}: continuing`, holocron.wait(id))
  bench.notes.push(`${when}: ended ${((performance.now() - start) / 1_000).toFixed(1)} s later`)
  judge(bench, storageDir, facts, source.hashes, when)
  bench.check(facts.status === 'ready', `${when}: it is ${facts.status}: ${facts.error}`)
  await verify(bench, holocron, when)
  await holocron.stop()
  await source.close()
}

async function stallAtRandom(bench: Bench, ms: number): Promise<void> {
  const source = await startSource({ delayMs: 200 })
  const storageDir = bench.folder()
  const holocron = await Holocron.start({ storageDir, sources: [source.url] })
  const { id } = await holocron.call<{ id: string }>('download', source.url)
  const after = bench.between(50, 1_500)
  await sleep(after)
  holocron.signal('SIGSTOP')
  await sleep(ms)
  await goOn(bench, { holocron, storageDir, source, id, when: `${ms / 1_000} s after ${after} ms` })
}

/** Stopped in a system call: when the files are moved, the database’s transaction is open. */
async function stallInside(bench: Bench, call: DiskCall, nth: number, ms: number): Promise<void> {
  const source = await startSource()
  const storageDir = bench.folder()
  // Its database is created first, so that the signal hits a call of the download, not of the start.
  await (await Holocron.start({ storageDir, sources: [source.url] })).stop()
  const prefix = strikeAt('/dev/null', call, nth, 'STOP')
  const holocron = await Holocron.start({ storageDir, sources: [source.url], prefix, env: ONE_THREAD })
  // Another of its threads may reach the same number later, and be stopped as well.
  const sleeper = { isDone: false }
  void wakeUp(holocron, ms, sleeper)
  const { id } = await holocron.call<{ id: string }>('download', source.url)
  const when = `${ms / 1_000} s at ${call} number ${nth}`
  try {
    await within(LONGEST_MS + ms, `Stopped for ${when}, a download`, holocron.wait(id))
    await goOn(bench, { holocron, storageDir, source, id, when })
  } catch (error) {
    bench.fail(`${when}: ${String(error)}; its last output: ${holocron.logs.slice(-600)}`)
  } finally {
    sleeper.isDone = true
  }
}

/** Resumes it `ms` after it stops responding, each time it does, since it may only have been slow. */
async function wakeUp(holocron: Holocron, ms: number, sleeper: { isDone: boolean }): Promise<void> {
  const isAwake = (): Promise<boolean> =>
    within(1_500, 'An answer', holocron.call('now')).then(
      () => true,
      () => false,
    )
  while (!sleeper.isDone) {
    if (await isAwake()) await sleep(200)
    else await sleep(ms).then(() => holocron.signal('SIGCONT'))
  }
}

/** One process is paused and another takes over; when the first one wakes up, it must change nothing. */
async function takeOver(bench: Bench, ms: number): Promise<void> {
  const source = await startSource({ delayMs: 200 })
  const storageDir = bench.folder()
  const [first, second] = await Promise.all(
    [0, 1].map(() => Holocron.start({ storageDir, sources: [source.url] })),
  )
  if (!first || !second) throw new Error('There are not two processes.')
  const { id } = await first.call<{ id: string }>('download', source.url)
  await sleep(bench.between(100, 1_200))
  first.signal('SIGSTOP')
  // It may have been stopped while it held the database’s lock: then the other process can only wait for it.
  setTimeout(() => first.signal('SIGCONT'), ms)
  const start = performance.now()
  const facts = await within(LONGEST_MS + ms, 'The other process', second.wait(id))
  const took = performance.now() - start
  bench.count(took < ms ? 'taken over and ended in the meantime' : 'ended after it continued')
  await sleep(Math.max(0, ms - took) + 4_000)
  const when = `${ms / 1_000} s, taken over`
  judge(bench, storageDir, facts, source.hashes, when)
  const later = await first.call<typeof facts>('facts', id)
  bench.check(
    JSON.stringify(later) === JSON.stringify(facts),
    `${when}: it changed after it was ${facts.status}`,
  )
  judge(bench, storageDir, later, source.hashes, `${when}, afterwards`)
  await verify(bench, first, when)
  await Promise.all([first.stop(), second.stop()])
  await source.close()
}

async function all(bench: Bench, works: Promise<void>[]): Promise<void> {
  await Promise.all(works.map((work) => work.catch((error: unknown) => bench.fail(String(error)))))
}

/** The numbers of the renames that move the dataset’s first and second file, after those of 15 parts. */
const PUBLISHING = [16, 17]

export const stallTrials: Trial[] = [
  {
    area: 'stall',
    name: 'stopped for 3–35 s at random moments of a download',
    figure: 'ready within a minute of continuing',
    run: (bench) =>
      all(
        bench,
        bench
          .pick({ full: [3, 8, 15, 25, 35], quick: [3, 9], smoke: [3] })
          .map((s) => stallAtRandom(bench, s * 1_000)),
      ),
  },
  {
    area: 'stall',
    name: 'stopped for 35 s inside a write or the publishing transaction',
    figure: 'the same',
    obstacle: () => missingProgram('strace'),
    run: (bench) =>
      all(bench, [
        ...PUBLISHING.map((nth) =>
          stallInside(bench, 'rename', nth, bench.pick({ full: 35_000, quick: 35_000, smoke: 3_000 })),
        ),
        ...bench
          .pick({ full: ['pwrite64', 'pwrite64', 'fsync', 'unlink'] as const, quick: [], smoke: [] })
          .map((call) =>
            stallInside(
              bench,
              call,
              bench.between(call === 'unlink' ? 3 : 40, call === 'unlink' ? 12 : 90),
              35_000,
            ),
          ),
      ]),
  },
  {
    area: 'stall',
    name: 'stopped for longer than its lease while another process takes over',
    figure: 'one publish, the same bytes, and the process that wakes up changes nothing',
    run: (bench) =>
      all(
        bench,
        bench
          .pick({ full: [10, 15, 20, 25], quick: [12], smoke: [12] })
          .map((s) => takeOver(bench, s * 1_000)),
      ),
  },
]
