/** Two replicas on one PostgreSQL: replicas that are killed, and a database that restarts. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startReaders } from './cluster-readers'
import { within } from './oracle'
import { killReplicas, startCluster, type Cluster } from './replicas'
import { request } from './server'
import { startSource, type Source } from './source'
import type { Bench, Trial } from './trial'
import { startCuttingProxy } from '@/lib/testing/cutting-proxy'
import { startPostgres } from '@/lib/testing/postgres'

/** Each lane downloads from a source of its own, one dataset after the other. */
const LANES = 6
const ENDED_WITHIN_MS = 120_000
const SETTINGS =
  'two built servers, PostgreSQL 18; embedded runner or INNGEST_BASE_URL, shared folder or S3_* of the environment'
const NO_REASON = /^Something went wrong inside Holocron/

interface State {
  id: string
  status: string
  error: string | null
}

/** Starts a download, however often it takes, and returns its id. A lost answer may have started one: then this joins it. */
async function start(cluster: Cluster, source: string): Promise<string> {
  for (;;) {
    const init = { method: 'POST', body: JSON.stringify({ source, keepUnchanged: true }) }
    const { status, body, isWhole } = await request(`${cluster.url}/api/datasets`, init)
    if (status === 202 && isWhole) return (JSON.parse(body.toString()) as { dataset: State }).dataset.id
    await sleep(250)
  }
}

async function read(cluster: Cluster, id: string): Promise<State | null> {
  const { status, body, isWhole } = await request(`${cluster.url}/api/datasets/${id}`)
  return status === 200 && isWhole ? (JSON.parse(body.toString()) as State) : null
}

/** Waits until a download has ended; null if it has not 2 minutes after the last disturbance. */
async function waitForEnd(
  cluster: Cluster,
  id: string,
  calmSince: () => number | null,
): Promise<State | null> {
  for (;;) {
    const state = await read(cluster, id)
    if (state && !['queued', 'downloading'].includes(state.status)) return state
    const calm = calmSince()
    if (calm !== null && Date.now() - calm > ENDED_WITHIN_MS) return state && null
    await sleep(200)
  }
}

async function judge(
  bench: Bench,
  cluster: Cluster,
  source: Source,
  id: string,
  state: State | null,
): Promise<void> {
  bench.count(state?.status ?? 'not ended')
  if (state === null) return bench.fail(`${id} has not ended two minutes after the last disturbance`)
  if (state.status === 'failed') {
    bench.notes.push(`${id} failed: ${state.error}`)
    const isReason = state.error?.endsWith('.') === true && !NO_REASON.test(state.error)
    return bench.check(isReason, `${id} failed without a reason: ${state.error}`)
  }
  if (state.status !== 'ready') return bench.fail(`${id} is ${state.status}`)
  for (let tries = 0; tries < 40; tries++, await sleep(500)) {
    const { status, body, isWhole } = await request(`${cluster.url}/api/datasets/${id}/file`)
    if (status === 503 || !isWhole) continue
    const hash = createHash('sha256').update(body).digest('hex')
    return bench.check(hash === source.hashes.csv, `${id} is ready with other bytes (status ${status})`)
  }
  bench.fail(`the file of ${id} cannot be read`)
}

/** Downloads while something disturbs; `disturb` is repeated until all have ended, and `seconds` have passed. */
async function downloadDespite(
  bench: Bench,
  cluster: Cluster,
  sources: Source[],
  options: { downloads: number; seconds: number; disturb: () => Promise<void>; pauseMs: [number, number] },
): Promise<void> {
  let left = options.downloads
  let calm: number | null = null
  let disturbances = 0
  const begun = Date.now()
  const disturbing = (async () => {
    while (left > 0 || Date.now() - begun < options.seconds * 1_000) {
      await sleep(bench.between(...options.pauseMs))
      await options.disturb()
      disturbances += 1
    }
    calm = Date.now()
  })()
  const lanes = sources.map(async (source) => {
    while (left > 0) {
      left -= 1
      const id = await start(cluster, source.url)
      const state = await waitForEnd(cluster, id, () => calm)
      await judge(bench, cluster, source, id, state)
    }
  })
  await Promise.all([disturbing, ...lanes])
  bench.notes.push(`${disturbances} disturbances in ${Math.round((Date.now() - begun) / 1_000)} s`)
}

async function withCluster(
  bench: Bench,
  task: (parts: {
    cluster: Cluster
    sources: Source[]
    postgres: Awaited<ReturnType<typeof startPostgres>>
    cut: () => void
  }) => Promise<void>,
): Promise<void> {
  const postgres = await startPostgres({ isDurable: true })
  const url = new URL(await postgres.createDatabase('cluster'))
  const proxy = await startCuttingProxy(Number(url.port))
  url.port = String(proxy.port)
  const sources = await Promise.all(Array.from({ length: LANES }, () => startSource({ delayMs: 40 })))
  try {
    const cluster = await startCluster({
      databaseUrl: url.href,
      storageDir: bench.folder(),
      sources: sources.map((source) => source.url),
    })
    await task({ cluster, sources, postgres, cut: () => proxy.cut() })
    for (const line of new Set(cluster.logs().match(/"msg":"[^"]*"/g) ?? [])) console.error(`  log: ${line}`)
    await cluster.stop()
  } finally {
    killReplicas()
    await proxy.close()
    await postgres.stop()
    await Promise.all(sources.map((source) => source.close()))
  }
}

function killAtRandom(bench: Bench): Promise<void> {
  return withCluster(bench, async ({ cluster, sources }) => {
    const disturb = async (): Promise<void> => {
      const victim = cluster.replicas[bench.between(0, 1)]
      await victim?.end()
      await victim?.start()
    }
    const downloads = bench.pick({ full: 200, quick: 20, smoke: 4 })
    await downloadDespite(bench, cluster, sources, { downloads, seconds: 0, disturb, pauseMs: [500, 5_000] })
    await findUnfinished(bench, cluster, true)
  })
}

function restartDatabase(bench: Bench): Promise<void> {
  return withCluster(bench, async ({ cluster, sources, postgres, cut }) => {
    const [first] = sources
    const id = await start(cluster, first?.url ?? '')
    await within(
      ENDED_WITHIN_MS,
      'The first download',
      waitForEnd(cluster, id, () => null),
    )
    let round = 0
    const disturb = async (): Promise<void> => {
      round += 1
      if (round % 3 === 0) return cut()
      await postgres.halt(round % 3 === 1 ? 'SIGINT' : 'SIGQUIT')
      await postgres.resume()
    }
    const stopReaders = startReaders(bench, cluster.url, id)
    await downloadDespite(bench, cluster, sources, {
      downloads: bench.pick({ full: 50, quick: 12, smoke: 4 }),
      seconds: bench.pick({ full: 300, quick: 40, smoke: 15 }),
      disturb,
      pauseMs: [5_000, 10_000],
    })
    await stopReaders()
    await findUnfinished(bench, cluster, false)
  })
}

async function findUnfinished(bench: Bench, cluster: Cluster, mayCrash: boolean): Promise<void> {
  const { body } = await request(`${cluster.url}/api/datasets?limit=1000`)
  const { datasets } = JSON.parse(body.toString()) as { datasets: State[] }
  for (const { id, error } of datasets)
    bench.check(
      mayCrash || !error?.startsWith('Holocron stopped'),
      `${id} failed as if its process had crashed`,
    )
  for (const { id, status } of datasets)
    bench.check(!['queued', 'downloading'].includes(status), `${id} is still ${status}`)
}

export const clusterTrials: Trial[] = [
  {
    area: 'cluster',
    name: '200 downloads while replicas are killed at random',
    settings: SETTINGS,
    figure: 'all ready with the same bytes, or failed with a reason; none runs 2 minutes after the last kill',
    run: killAtRandom,
  },
  {
    area: 'cluster',
    name: 'PostgreSQL restarted or cut off every 5–10 s for five minutes, under 50 downloads and readers',
    settings: SETTINGS,
    figure: 'as above; readers get whole answers, or 503 with a sentence',
    run: restartDatabase,
  },
]
