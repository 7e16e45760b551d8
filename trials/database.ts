/** Another program locks the database: the download waits or fails with a reason, and rows stay readable. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import { quantile } from '../bench/measure'
import { Holocron } from './holocron'
import { judge, verify, within } from './oracle'
import { startSource } from './source'
import type { Bench, Trial } from './trial'

const LONGEST_MS = 120_000
const ROWS_P99_MS = 2_000

/** Holds the write lock for a while, as a backup or another program would. */
async function holdLock(storageDir: string, ms: number): Promise<void> {
  const client = createClient({
    url: `file:${path.join(storageDir, 'holocron.db')}`,
    timeout: 10_000,
    concurrency: 1,
  })
  const transaction = await client.transaction('write')
  await sleep(ms)
  await transaction.rollback()
  client.close()
}

async function lockFor(bench: Bench, ms: number): Promise<void> {
  const source = await startSource({ delayMs: 150 })
  const storageDir = bench.folder()
  const holocron = await Holocron.start({ storageDir, sources: [source.url, 'archive'] })
  const old = await holocron.call<{ id: string }>('download', 'archive')
  await holocron.wait(old.id)
  const { id } = await holocron.call<{ id: string }>('download', source.url)
  await sleep(bench.between(0, 800))

  const locked = { is: true }
  const holding = holdLock(storageDir, ms).finally(() => (locked.is = false))
  const waits: number[] = []
  while (locked.is) {
    const start = performance.now()
    try {
      const rows = await within(LONGEST_MS, 'Reading rows', holocron.call<number>('rows', old.id))
      bench.check(rows === 50, `${rows} rows were read instead of 50`)
    } catch (error) {
      bench.fail(`rows could not be read while the database was locked: ${String(error)}`)
    }
    waits.push(performance.now() - start)
    await sleep(20)
  }
  await holding
  const facts = await within(LONGEST_MS, 'The download after the lock', holocron.wait(id))
  judge(bench, storageDir, facts, source.hashes, `locked for ${ms / 1_000} s`)
  await verify(bench, holocron, `locked for ${ms / 1_000} s`)
  const p99 = quantile(waits, 0.99)
  bench.notes.push(
    `rows during the lock: ${waits.length} times, median ${Math.round(quantile(waits, 0.5))} ms, p99 ${Math.round(p99)} ms`,
  )
  bench.check(p99 <= ROWS_P99_MS, `rows took ${Math.round(p99)} ms while the database was locked`)
  await holocron.stop()
  await source.close()
}

function lockTrial(seconds: number): Trial {
  return {
    area: 'database',
    name: `locked for ${seconds} s by another program in mid-download`,
    figure: `the download waits and ends ready, or fails with a reason; rows p99 ≤ ${ROWS_P99_MS / 1_000} s during the lock`,
    run: (bench) => lockFor(bench, seconds * 1_000),
  }
}

export const databaseTrials: Trial[] = [lockTrial(3), lockTrial(30)]
