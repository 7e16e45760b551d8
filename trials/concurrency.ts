/** Concurrency: clicks, processes, steps that are delivered twice, users who change their minds. */
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Facts } from './commands'
import { deleteTrials } from './deletes'
import { EndedError, Holocron, RefusedError } from './holocron'
import { judge, verify, within } from './oracle'
import { startSource, type Source } from './source'
import type { Bench, Trial } from './trial'
import { twiceTrials } from './twice'

const LANES = 3
const LONGEST_MS = 90_000
/** How many requests a download of 82 people and 60 planets takes. */
const REQUESTS = 15

async function startPair(storageDir: string, source: Source): Promise<[Holocron, Holocron]> {
  const start = (): Promise<Holocron> => Holocron.start({ storageDir, sources: [source.url] })
  return [await start(), await start()]
}

async function clickOften(bench: Bench): Promise<void> {
  const source = await startSource({ delayMs: 100 })
  const storageDir = bench.folder()
  const pair = await startPair(storageDir, source)
  const clicks = Array.from({ length: 50 }, (_, index) =>
    pair[index % 2 === 0 ? 0 : 1].call<{ id: string; joined: boolean }>('download', source.url),
  )
  const answers = await Promise.all(clicks)
  const ids = new Set(answers.map(({ id }) => id))
  bench.count(`click that began a download`)
  bench.check(ids.size === 1, `50 clicks began ${ids.size} downloads`)
  const started = answers.filter(({ joined }) => !joined).length
  bench.check(started === 1, `${started} of 50 clicks were reported as the one that began it`)
  for (const id of ids)
    judge(bench, storageDir, await within(LONGEST_MS, 'It', pair[0].wait(id)), source.hashes, '50 clicks')
  bench.check(
    source.requests.length === REQUESTS,
    `${source.requests.length} requests were sent for one download`,
  )
  await verify(bench, pair[1], '50 clicks')
  await Promise.all(pair.map((each) => each.stop()))
  await source.close()
}

async function cancelOnce(
  bench: Bench,
  holocron: Holocron,
  source: Source,
  storageDir: string,
  andRetry: boolean,
): Promise<void> {
  const { id } = await holocron.call<{ id: string }>('download', source.url)
  const after = bench.between(0, 1_600)
  await sleep(after)
  const when = `cancelled after ${after} ms${andRetry ? ', retried at once' : ''}`
  try {
    await holocron.call('cancel', id)
    if (andRetry) await holocron.call('retry', id)
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'conflict') throw error
    bench.count('too late to cancel')
  }
  const facts = await within(LONGEST_MS, when, holocron.wait(id))
  // Running steps end by themselves, and remove what they wrote in the meantime.
  if (facts.status === 'cancelled') await sleep(1_500)
  judge(bench, storageDir, facts, source.hashes, when)
  if (andRetry) bench.check(facts.status === 'ready', `${when}: it is ${facts.status}: ${facts.error}`)
  else bench.check(facts.status !== 'failed', `${when}: it failed: ${facts.error}`)
}

async function changeMind(bench: Bench, times: number, andRetry: boolean): Promise<void> {
  const sources = await Promise.all(Array.from({ length: LANES }, () => startSource({ delayMs: 60 })))
  const storageDir = bench.folder()
  const holocron = await Holocron.start({ storageDir, sources: sources.map(({ url }) => url) })
  const free = [...sources]
  const limit = pLimit(LANES)
  await Promise.all(
    Array.from({ length: times }, () =>
      limit(async () => {
        const source = free.pop() as Source
        await cancelOnce(bench, holocron, source, storageDir, andRetry).catch((error: unknown) =>
          bench.fail(String(error)),
        )
        free.push(source)
      }),
    ),
  )
  await verify(bench, holocron, 'after all')
  await holocron.stop()
  await Promise.all(sources.map((source) => source.close()))
}

/** Two processes share the storage; one of them is killed repeatedly during a download. */
async function killReplica(bench: Bench): Promise<void> {
  const source = await startSource({ delayMs: 200 })
  const storageDir = bench.folder()
  const pair = await startPair(storageDir, source)
  const { id } = await pair[bench.between(0, 1)]!.call<{ id: string }>('download', source.url)
  for (let kills = 0; kills < 2; kills++) {
    await sleep(bench.between(0, 2_000))
    const victim = bench.between(0, 1)
    await pair[victim]!.kill()
    pair[victim] = await Holocron.start({ storageDir, sources: [source.url] })
  }
  const all = await Promise.all(pair.map((each) => within(LONGEST_MS, 'A download of two', each.wait(id))))
  for (const facts of all) judge(bench, storageDir, facts, source.hashes, 'two processes')
  bench.check(
    all.every(({ status }) => status === 'ready'),
    `two processes: it is ${all[0]?.status}: ${all[0]?.error}`,
  )
  const list = await pair[0].call<Facts[]>('list')
  bench.check(list.length === 1, `two processes: there are ${list.length} datasets`)
  await verify(bench, pair[1], 'two processes')
  await Promise.all(pair.map((each) => each.stop()))
  await source.close()
}

async function killReplicas(bench: Bench): Promise<void> {
  const limit = pLimit(2)
  const runs = Array.from({ length: bench.pick({ full: 10, quick: 2, smoke: 1 }) }, () =>
    limit(() =>
      killReplica(bench).catch((error: unknown) =>
        bench.fail(error instanceof EndedError ? error.message : String(error)),
      ),
    ),
  )
  await Promise.all(runs)
}

export const concurrencyTrials: Trial[] = [
  {
    area: 'concurrency',
    name: '50 identical clicks at two processes',
    figure: 'one dataset and one download, reported to all clicks',
    run: clickOften,
  },
  ...twiceTrials,
  {
    area: 'concurrency',
    name: 'cancelled at 30 random moments',
    figure: 'cancelled without files, or ready',
    run: (bench) => changeMind(bench, bench.pick({ full: 30, quick: 8, smoke: 3 }), false),
  },
  {
    area: 'concurrency',
    name: 'cancelled at 10 random moments and retried at once',
    figure: 'ready and correct',
    run: (bench) => changeMind(bench, bench.pick({ full: 10, quick: 3, smoke: 1 }), true),
  },
  {
    area: 'concurrency',
    name: 'two processes on one storage, one of them killed at random, 10 times',
    figure: 'one dataset, ready and correct',
    run: killReplicas,
  },
  ...deleteTrials,
]
