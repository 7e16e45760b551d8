/** The order of writes and syncs: bytes before names, names before the database refers to them. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findOrderProblem } from './disorder'
import { Holocron } from './holocron'
import { judge } from './oracle'
import { startSource } from './source'
import { readTrace, traceTo } from './strace'
import { missingProgram, type Bench, type Trial } from './trial'

async function watchOrder(bench: Bench): Promise<void> {
  const source = await startSource()
  for (let round = 1; round <= bench.pick({ full: 20, quick: 3, smoke: 1 }); round++) {
    const storageDir = bench.folder()
    const log = path.join(bench.folder(), 'trace')
    const holocron = await Holocron.start({ storageDir, sources: [source.url], prefix: traceTo(log) })
    const { id } = await holocron.call<{ id: string }>('download', source.url)
    judge(bench, storageDir, await holocron.wait(id), source.hashes, `run ${round}`)
    await holocron.stop()
    const calls = readTrace(readFileSync(log, 'utf8'))
    for (const fault of findOrderProblem(calls, storageDir)) bench.fail(`run ${round}: ${fault}`)
  }
  await source.close()
}

export const orderTrials: Trial[] = [
  {
    area: 'order',
    name: '20 downloads watched with strace',
    figure: 'write, fsync, rename, fsync of the folders, database commit, fsync of its log, parts removed',
    obstacle: () => missingProgram('strace'),
    run: watchOrder,
  },
]
