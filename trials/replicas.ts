/** Several built servers on one PostgreSQL and one storage, behind a small TCP proxy that passes over the dead ones. */
import { spawn, type ChildProcess } from 'node:child_process'
import net, { type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../e2e/server'

const READY_WITHIN_MS = 120_000
/**
 * Where the environment names a bucket, it is the storage; otherwise a folder that all replicas share. Where it names an
 * Inngest server, that runs the downloads, and calls the replicas through the proxy; otherwise they run them themselves.
 */
const PASSED_ON = /^(PATH|HOME|TMPDIR|S3_[A-Z_]+|CACHE_[A-Z_]+|INNGEST_(BASE_URL|EVENT_KEY|SIGNING_KEY))$/
const HAS_INNGEST = Boolean(process.env.INNGEST_BASE_URL)
const NO_INNGEST = { INNGEST_DEV: '', INNGEST_EVENT_KEY: '', INNGEST_SIGNING_KEY: '' }

export interface ClusterOptions {
  databaseUrl: string
  storageDir: string
  sources: string[]
  replicas?: number
  env?: Record<string, string>
}

const running = new Set<ChildProcess>()
process.on('exit', killReplicas)

export function killReplicas(): void {
  for (const child of running) child.kill('SIGKILL')
}

class Replica {
  private child: ChildProcess | undefined
  private log = ''

  constructor(
    readonly port: number,
    private readonly options: ClusterOptions,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get logs(): string {
    return this.log
  }

  async start(): Promise<void> {
    const { databaseUrl, storageDir, sources, env } = this.options
    const child = spawn(process.execPath, ['server/main.mjs'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))),
        ...{ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', UV_THREADPOOL_SIZE: '16' },
        ...{ HOST: '127.0.0.1', PORT: String(this.port), STORAGE_DIR: storageDir, DATABASE_URL: databaseUrl },
        ...{ SWAPI_SOURCES: sources.join(',') },
        ...(HAS_INNGEST ? {} : NO_INNGEST),
        ...env,
      },
    })
    this.child = child
    running.add(child)
    child.once('close', () => running.delete(child))
    for (const stream of [child.stdout, child.stderr])
      stream
        .setEncoding('utf8')
        .on('data', (text: string) => (this.log = (this.log + text).slice(-1_000_000)))
    for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(100)) {
      if (child.exitCode !== null || child.signalCode !== null) break
      const answer = await fetch(`${this.url}/api/health`).catch(() => null)
      await answer?.body?.cancel()
      if (answer?.status === 200) return
    }
    throw new Error(`A replica did not start. Its last output: ${this.log.slice(-2_000)}`)
  }

  /** SIGKILL unless said otherwise. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this
    if (!child || !running.has(child)) return
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.kill(signal)
    await closed
  }
}

export interface Cluster {
  /** Of the proxy. */
  url: string
  replicas: Replica[]
  logs(): string
  stop(): Promise<void>
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const ports = await Promise.all(Array.from({ length: options.replicas ?? 2 }, findFreePort))
  const proxy = await startProxy(ports)
  const env = HAS_INNGEST ? { ...options.env, INNGEST_SERVE_ORIGIN: proxy.url } : options.env
  const replicas = ports.map((port) => new Replica(port, { ...options, env }))
  await Promise.all(replicas.map((replica) => replica.start()))
  return {
    url: proxy.url,
    replicas,
    logs: () => replicas.map(({ logs }) => logs).join('\n'),
    stop: async () => {
      proxy.close()
      await Promise.all(replicas.map((replica) => replica.end('SIGTERM')))
    },
  }
}

/** Passes each connection to the next replica that accepts it. */
async function startProxy(ports: number[]): Promise<{ url: string; close(): void }> {
  let next = 0
  const connect = (tries: number): Promise<net.Socket | null> =>
    new Promise((resolve) => {
      const target = net.connect(ports[next++ % ports.length] ?? 0, '127.0.0.1')
      target.once('connect', () => resolve(target))
      target.once('error', () => resolve(tries > 1 ? connect(tries - 1) : null))
    })
  const server = net.createServer((client) => {
    client.on('error', () => undefined)
    client.pause()
    void connect(ports.length).then((target) => {
      if (target === null) return client.destroy()
      target.on('error', () => undefined)
      target.once('close', () => client.destroy())
      client.once('close', () => target.destroy())
      client.pipe(target).pipe(client)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
