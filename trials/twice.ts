/** Steps run at least once: here each runs twice, concurrently, in two processes, and one result is lost. */
import type { Facts } from './commands'
import { Holocron, RefusedError } from './holocron'
import { judge, verify } from './oracle'
import { startSource } from './source'
import type { Bench, Trial } from './trial'
import { planPageBatches } from '@/lib/datasets/download/plan'
import type { Assembled, Discovery, Part, References } from '@/lib/datasets/download/step-results'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { PEOPLE } from '@/lib/resources/people'

async function deliverTwice(bench: Bench): Promise<void> {
  const source = await startSource()
  const storageDir = bench.folder()
  const start = (): Promise<Holocron> => Holocron.start({ storageDir, sources: [source.url] })
  const [one, other] = [await start(), await start()]

  /** Runs the step in both processes; the first result is treated as lost. */
  async function both<T>(name: string, input: unknown): Promise<T> {
    const [lost, kept] = await Promise.all([one.call<T>(name, input), other.call<T>(name, input)])
    if (name !== 'assemble')
      bench.check(
        JSON.stringify(lost) === JSON.stringify(kept),
        `${name} returned a different result the second time`,
      )
    bench.count(`${name} twice`)
    return kept
  }

  for (let round = 0; round < bench.pick({ full: 10, quick: 2, smoke: 1 }); round++) {
    const turn = await one.call<DownloadStep>('begin', source.url)
    const discovery = await both<Discovery>('ask', [turn, source.url])
    const { own, referred } = discovery
    const batches = planPageBatches(own.pagesTotal)
    const parts = [own.part, referred.part]
    parts.push(...(await both<Part[]>('read', [turn, source.url, PEOPLE, batches, own])))
    const { plan, parts: references } = await both<References>('refer', [turn, source.url, discovery, parts])
    parts.push(...references)
    const assembled = await both<Assembled>('assemble', [turn.datasetId, source.url, discovery, plan, parts])
    await publishBoth(bench, [one, other], turn, assembled)
    // Once more, long after, as if the result had been lost.
    const before = await one.call<Facts>('facts', turn.datasetId)
    await one.call('publish', [turn, assembled])
    const after = await other.call<Facts>('facts', turn.datasetId)
    bench.check(JSON.stringify(before) === JSON.stringify(after), 'publishing once more changed the dataset')
    judge(bench, storageDir, after, source.hashes, 'every step twice')
  }
  await verify(bench, one, 'every step twice')
  await Promise.all([one.stop(), other.stop()])
  await source.close()
}

/** Publishes in both processes concurrently; one may find it already done, and none may fail. */
async function publishBoth(
  bench: Bench,
  pair: Holocron[],
  turn: DownloadStep,
  assembled: Assembled,
): Promise<void> {
  const results = await Promise.allSettled(pair.map((each) => each.call('publish', [turn, assembled])))
  bench.count('publish twice')
  for (const result of results) {
    if (result.status === 'fulfilled') continue
    const { reason } = result as { reason: unknown }
    bench.fail(
      `publishing twice at once: ${reason instanceof RefusedError ? reason.message : String(reason)}`,
    )
  }
}

export const twiceTrials: Trial[] = [
  {
    area: 'concurrency',
    name: 'every step delivered twice at once to two processes, one answer lost',
    figure: 'one publish, the same bytes',
    run: deliverTwice,
  },
]
