/** `npm run trials`: tries to break Holocron, and reports each trial's goal and result. */
import { describeMachine, progress, readStolenShare } from '../bench/measure'
import { showTable } from '../bench/table'
import { removeChildProgram } from './bundle'
import { clockTrials } from './clock'
import { clusterTrials } from './cluster'
import { comparisonTrials } from './comparisons'
import { concurrencyTrials } from './concurrency'
import { databaseTrials } from './database'
import { diskTrials } from './disk'
import { killAll } from './holocron'
import { killTrials } from './kill'
import { objectStoreTrials } from './object-store'
import { readOptions } from './options'
import { orderTrials } from './order'
import { stopServers } from './server'
import { stallTrials } from './stall'
import { unmountAll } from './tmpfs'
import { Bench, LABORATORY, type Trial } from './trial'
import { upstreamTrials } from './upstream'

const TRIALS: Trial[] = [
  ...upstreamTrials,
  ...killTrials,
  ...orderTrials,
  ...diskTrials,
  ...databaseTrials,
  ...clockTrials,
  ...stallTrials,
  ...concurrencyTrials,
  ...comparisonTrials,
  ...clusterTrials,
  ...objectStoreTrials,
]

const { seed, only, name: wanted, size } = readOptions(process.argv.slice(2))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
process.on('exit', () => {
  killAll()
  unmountAll()
  removeChildProgram()
})

const began = performance.now()
const rows: string[][] = []
let broken = 0
readStolenShare()
for (const trial of TRIALS.filter(({ area, name }) => only.includes(area) && name.includes(wanted)))
  rows.push(await attempt(trial))
await stopServers()
const stolen = readStolenShare()
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${describeMachine()}, seed ${seed}, ${size}, ${minutes} minutes`,
)
if (stolen !== null)
  console.log(`The host gave ${(stolen * 100).toFixed(1)} % of this machine’s CPU time to others.`)
console.log(`\n${showTable(['area', 'trial', 'settings', 'goal', 'result', 'seed', 'kept'], rows)}`)
process.exit(broken > 0 ? 1 : 0)

/** Runs a trial and returns its table row. A trial that is aborted does not stop the others. */
async function attempt({
  area,
  name,
  figure,
  settings = LABORATORY,
  obstacle,
  run,
}: Trial): Promise<string[]> {
  const why = obstacle?.() ?? null
  if (why !== null) return [area, name, settings, figure, `not run: ${why}`, '–', '–']
  progress(`${area}: ${name}`)
  const bench = new Bench(seed, size, `${area} ${name}`)
  const start = performance.now()
  try {
    await run(bench)
  } catch (error) {
    bench.fail(`aborted: ${error instanceof Error ? error.stack : String(error)}`)
  } finally {
    killAll()
    bench.cleanUp()
  }
  const isKept = bench.violations.length === 0
  if (!isKept) broken += 1
  const got = `${bench.describe()} (${Math.round((performance.now() - start) / 1000)} s)`
  progress(`${area}: ${name}: ${got}`)
  return [area, name, settings, figure, got, String(seed), isKept ? 'yes' : '**no**']
}
