/** The production server as a child process, started as `npm start` does. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../e2e/server'
import { get } from './http'
import { readMemory, type Memory } from './proc'

export interface ServerPlace {
  /** The built app. */
  appFolder: string
  storageDir: string
  /** As SWAPI_SOURCES. */
  sources: string
  /** SQLite in `storageDir` by default. */
  databaseUrl?: string
  /** As ACCESS_TOKEN. */
  accessToken?: string
}

/** Delay of the server's event loop, in milliseconds. */
export interface LoopDelay {
  p50: number
  p99: number
  max: number
}

export interface BenchServer {
  url: string
  pid: number | undefined
  /** From the start of the process to the first healthy response, in milliseconds. */
  startMs: number
  /** Null without /proc. */
  memoryMb(): Memory | null
  /** Since the last call; null on platforms without signals. */
  readLoopDelay(): Promise<LoopDelay | null>
}

const READY_WITHIN_MS = 60_000

/** As in package.json. */
const NEW_OBJECTS = ['--min-semi-space-size=8', '--max-semi-space-size=8']

/** Starts a server, passes it to a task, and always stops it afterwards. */
export async function withServer<T>(
  { appFolder, storageDir, sources, databaseUrl = '', accessToken = '' }: ServerPlace,
  task: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const delayFile = path.resolve(storageDir, 'event-loop-delay.json')
  const start = performance.now()
  const child = spawn(process.execPath, [...NEW_OBJECTS, path.resolve('server/main.mjs')], {
    cwd: appFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      UV_THREADPOOL_SIZE: '16',
      HOST: '127.0.0.1',
      PORT: String(port),
      STORAGE_DIR: path.resolve(storageDir),
      DATABASE_URL: databaseUrl,
      ACCESS_TOKEN: accessToken,
      INNGEST_DEV: '',
      SWAPI_SOURCES: sources,
      NODE_OPTIONS: `--import ${path.resolve('bench/server/event-loop-monitor.mjs')}`,
      EVENT_LOOP_DELAY_FILE: delayFile,
    },
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    await waitUntilHealthy(url, child)
    const startMs = performance.now() - start
    return await task({
      url,
      pid: child.pid,
      startMs,
      memoryMb: () => readMemory(child.pid),
      readLoopDelay: () => readLoopDelay(child, delayFile),
    })
  } finally {
    await stop(child)
    process.off('exit', kill)
  }
}

async function waitUntilHealthy(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await get(`${url}/api/health`).catch(() => null)
    if (answer?.status === 200) return
    await sleep(10)
  }
  throw new Error('The server did not become ready. See its output above.')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  const timeout = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(timeout)
}

/** Signals the monitor inside the server, which writes a file and resets. */
async function readLoopDelay(child: ChildProcess, file: string): Promise<LoopDelay | null> {
  if (process.platform === 'win32') return null
  rmSync(file, { force: true })
  child.kill('SIGUSR2')
  for (let tries = 0; tries < 500 && !existsSync(file); tries++) await sleep(20)
  return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay
}
