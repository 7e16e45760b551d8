/** Steps run at least once: here each of them runs twice, at the same time, in two processes, and answers are lost. */
import type { Facts } from './commands'
import { Holocron, RefusedError } from './holocron'
import { judge, verify } from './oracle'
import { startSource } from './source'
import type { Bench, Trial } from './trial'
import { planPageBatches } from '@/lib/datasets/plan'
import type { Assembled, Collection, Discovery, Part } from '@/lib/datasets/step-results'
import type { Turn } from '@/lib/datasets/types'

async function deliverTwice(bench: Bench): Promise<void> {
  const source = await startSource()
  const storageDir = bench.folder()
  const start = (): Promise<Holocron> => Holocron.start({ storageDir, sources: [source.url] })
  const [one, other] = [await start(), await start()]

  /** Both answers; the first one is taken for lost. */
  async function both<T>(name: string, input: unknown): Promise<T> {
    const [lost, kept] = await Promise.all([one.call<T>(name, input), other.call<T>(name, input)])
    if (name !== 'assemble')
      bench.check(
        JSON.stringify(lost) === JSON.stringify(kept),
        `${name} answered differently the second time`,
      )
    bench.count(`${name} twice`)
    return kept
  }

  for (let round = 0; round < bench.pick({ full: 10, quick: 2, smoke: 1 }); round++) {
    const turn = await one.call<Turn>('begin', source.url)
    const discovery = await both<Discovery>('ask', [turn, source.url])
    const { people, planets } = discovery
    const readAll = (resource: 'people' | 'planets', collection: Collection): Promise<Part[]> =>
      Promise.all(
        planPageBatches(collection.pagesTotal).map((batch) =>
          both<Part>('read', [turn, source.url, resource, batch, collection]),
        ),
      )
    const parts = [people.part, planets.part, ...(await readAll('people', people))]
    const plan = await both('plan', [turn, discovery, parts])
    parts.push(...(await readAll('planets', planets)))
    const assembled = await both<Assembled>('assemble', [turn.datasetId, source.url, discovery, plan, parts])
    await publishBoth(bench, [one, other], turn, assembled)
    // Once more, long after: the answer was lost.
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

/** At the same moment; one of them may be told that it is done already, and none may fail. */
async function publishBoth(bench: Bench, pair: Holocron[], turn: Turn, assembled: Assembled): Promise<void> {
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
