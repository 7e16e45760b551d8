/** An S3 store that fails in every way that stores do: a download ends ready and whole, or failed with a reason. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { progress } from '../bench/measure'
import type { Facts } from './commands'
import { Holocron } from './holocron'
import { type Hashes, within } from './oracle'
import { startSource } from './source'
import type { Bench, Trial } from './trial'
import { type Fault, type FaultProxy, FAULTS, startFaultProxy } from '@/lib/testing/s3-faults'
import { startS3Server } from '@/lib/testing/s3-server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

/** Most of the time is spent waiting for answers that never come. */
const LANES = 8
/** Schedules after which the outcomes so far are shown. */
const SHOWN_EVERY = 25
/** A download makes about so many requests, without those after a fault. */
const REQUESTS = 16
const LONGEST_MS = 90_000

interface PlannedFault {
  /** Which request of the download it befalls first, from 0. */
  at: number
  kind: Fault
  /** How many requests in a row; null for all that follow. */
  times: number | null
}

interface Store {
  endpoint: string
  settings: Record<string, string>
  close: () => Promise<void>
}

/** The store that the environment names, or a small one from npm. */
async function openStore(): Promise<Store> {
  const { S3_BUCKET, S3_ENDPOINT = '' } = process.env
  if (S3_BUCKET === undefined) return startS3Server()
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('S3_'))
  return {
    endpoint: S3_ENDPOINT,
    settings: Object.fromEntries(settings) as Record<string, string>,
    close: () => Promise.resolve(),
  }
}

interface Lane {
  holocron: Holocron
  proxy: FaultProxy
  source: SwapiServer
  prefix: string
}

async function openLane(bench: Bench, store: Store, prefix: string): Promise<Lane> {
  const proxy = await startFaultProxy(store.endpoint)
  const source = await startSwapiServer({ shape: 'paged', keepRequests: false })
  const holocron = await Holocron.start({
    storageDir: bench.folder(),
    sources: [source.url],
    env: { ...store.settings, S3_ENDPOINT: proxy.endpoint, S3_PREFIX: prefix },
  })
  return { holocron, proxy, source, prefix }
}

function planFaults(bench: Bench): PlannedFault[] {
  return Array.from({ length: bench.between(1, 4) }, () => ({
    at: bench.between(0, REQUESTS),
    kind: FAULTS[bench.between(0, FAULTS.length - 1)] ?? '500',
    times: [1, 1, 2, 3, 5, null][bench.between(0, 5)] ?? null,
  }))
}

function follow(proxy: FaultProxy, faults: PlannedFault[]): void {
  let request = -1
  proxy.choose = () => {
    request += 1
    const due = faults.find(({ at, times }) => request >= at && (times === null || request < at + times))
    return due?.kind ?? null
  }
}

async function tryToBreak(bench: Bench): Promise<void> {
  const store = await openStore()
  const reference = await startSource()
  const run = Date.now().toString(36)
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, index) => openLane(bench, store, `trial-${run}-${index}`)),
  )
  const plans = Array.from({ length: bench.pick({ full: 300, quick: 10, smoke: 6 }) }, () =>
    planFaults(bench),
  )
  const next = plans.entries()
  let slowestMs = 0
  await Promise.all(
    lanes.map(async (lane) => {
      for (const [index, plan] of next) {
        const began = performance.now()
        follow(lane.proxy, plan)
        await download(bench, lane, reference.hashes, `schedule ${index} ${JSON.stringify(plan)}`)
        lane.proxy.choose = () => null
        slowestMs = Math.max(slowestMs, performance.now() - began)
        if ((index + 1) % SHOWN_EVERY === 0) progress(bench.describe())
      }
    }),
  )
  for (const lane of lanes) await checkStore(bench, store, lane)
  const faults = lanes.reduce((sum, { proxy }) => sum + proxy.faults, 0)
  bench.notes.push(`${faults} faults; slowest ${Math.round(slowestMs / 1000)} s`)
  await Promise.all(
    lanes.map(async ({ holocron, proxy, source }) => {
      await holocron.stop()
      await Promise.all([proxy.close(), source.close()])
    }),
  )
  await reference.close()
  await store.close()
}

async function download(
  bench: Bench,
  { holocron, source, proxy }: Lane,
  hashes: Hashes,
  what: string,
): Promise<void> {
  try {
    const { id } = await holocron.call<{ id: string }>('download', source.url)
    const facts = await within(LONGEST_MS, 'It', holocron.wait(id))
    bench.count(facts.status)
    proxy.choose = () => null
    const fault = facts.status === 'ready' ? await findWrong(holocron, facts, hashes) : findNoReason(facts)
    if (fault !== null) bench.fail(`${what}: ${fault} (${id})`)
  } catch (error) {
    bench.fail(`${what}: ${String(error)}`)
  }
}

async function findWrong(holocron: Holocron, { id }: Facts, hashes: Hashes): Promise<string | null> {
  const found = await holocron.call<Hashes>('hashes', id)
  if (found.csv !== hashes.csv || found.parquet !== hashes.parquet)
    return 'its files differ from an undisturbed run’s'
  return (await holocron.call<number>('rows', id)) === 50 ? null : 'its rows cannot be read'
}

function findNoReason({ status, error }: Facts): string | null {
  if (status !== 'failed') return `it is still ${status}`
  if (!error?.endsWith('.')) return `it failed without a clear message: ${error}`
  return /^Something went wrong inside Holocron/.test(error) ? 'it failed without a reason' : null
}

/** Every row refers to whole objects; after a sweep, nothing else is there. */
async function checkStore(
  bench: Bench,
  { endpoint, settings }: Store,
  { holocron, prefix }: Lane,
): Promise<void> {
  const { findings } = await holocron.call<{ findings: string[] }>('verify')
  for (const finding of findings) bench.fail(`after all schedules: ${finding}`)
  await holocron.call('sweep')
  await sleep(100)
  const keys = await holocron.call<string[]>('keys')
  const named = new Set(keys.flatMap((key) => [key, key.replace(/[^/]+\/[^/]+$/, 'dataset.json')]))
  const left = await listKeys(endpoint, settings, `${prefix}/`)
  // The mark of the storage belongs to no dataset.
  const marks = left.filter((key) => key.startsWith(`${prefix}/storage-id/`))
  bench.check(marks.length <= 1, `the storage has ${marks.length} marks`)
  for (const key of left)
    if (!marks.includes(key)) bench.check(named.has(key), `after the sweep, nothing names ${key}`)
  for (const key of named) bench.check(left.includes(key), `after the sweep, there is no ${key}`)
}

async function listKeys(
  endpoint: string,
  settings: Record<string, string>,
  prefix: string,
): Promise<string[]> {
  const { S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '', S3_BUCKET, S3_REGION = 'us-east-1' } = settings
  const client = new S3Client({
    endpoint,
    region: S3_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
  })
  const keys: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: S3_BUCKET, Prefix: prefix, ContinuationToken }),
    )
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []))
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
  client.destroy()
  return keys
}

export const objectStoreTrials: Trial[] = [
  {
    area: 'cluster',
    name: '300 random schedules of S3 faults',
    settings: 'no HTTP server; s3rver, or the store of S3_*, behind a proxy that breaks requests',
    figure:
      'ready and verified, or failed with a reason; no row without its objects; after the sweep no object without a name',
    run: tryToBreak,
  },
]
