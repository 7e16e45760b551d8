import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'

const READY_WITHIN_MS = 180_000

/** Set to empty values, so that a .env file in the repository does not affect the server either. */
const NO_SETTINGS = Object.fromEntries(
  [
    'ACCESS_TOKEN',
    'PRIVATE',
    'HOST',
    'ALLOWED_HOSTS',
    'TRUST_PROXY',
    'DATABASE_URL',
    'SWAPI_SOURCES',
    'INNGEST_DEV',
    'INNGEST_BASE_URL',
    'INNGEST_SERVE_ORIGIN',
    'INNGEST_EVENT_KEY',
    'INNGEST_SIGNING_KEY',
    'ALLOW_INNGEST_DEV',
    'S3_BUCKET',
    'S3_ENDPOINT',
    'S3_REGION',
    'S3_ACCESS_KEY_ID',
    'S3_SECRET_ACCESS_KEY',
    'S3_PREFIX',
    'S3_PATH_STYLE',
    'S3_PRESIGN',
    'CACHE_DIR',
    'CACHE_MAX_BYTES',
  ].map((name) => [name, '']),
)

export interface ServerOptions {
  env?: Record<string, string>
  /** Kept by the caller, for a second server on the same data; by default a new one, removed by stop(). */
  storageDir?: string
  port?: number
}

export interface TestServer {
  url: string
  port: number
  storageDir: string
  /** All server output so far. */
  logs(): string
  /** Signals all its processes, as a terminal does; resolves to the exit code, as a shell reports it. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Ends it with SIGTERM, and removes its storage if startServer created it. */
  stop(): Promise<void>
  /** Ends it like a power cut: no handlers run. Storage is kept. */
  kill(): Promise<void>
}

/** Starts the production server exactly as `npm start` does, on a free port with its own storage. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const port = options.port ?? (await findFreePort())
  const storageDir = options.storageDir ?? mkdtempSync(path.join(os.tmpdir(), 'holocron-e2e-'))
  const child = spawn(
    process.execPath,
    ['--min-semi-space-size=8', '--max-semi-space-size=8', 'scripts/start.cjs'],
    {
      env: {
        NODE_ENV: 'production',
        ...inheritedEnv(),
        ...NO_SETTINGS,
        STORAGE_DIR: storageDir,
        PORT: String(port),
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A separate process group, so that kill() also reaches child processes.
      detached: process.platform !== 'win32',
    },
  )
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  }
  const exited = new Promise<number | null>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ? 128 + os.constants.signals[signal] : code)),
  )
  const logs = (): string => output.join('')
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    signalGroup(child, signal)
    return exited
  }
  const stop = async (): Promise<void> => {
    const timeout = setTimeout(() => signalGroup(child, 'SIGKILL'), 15_000)
    await end('SIGTERM').finally(() => clearTimeout(timeout))
    if (!options.storageDir) rmSync(storageDir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await waitForLine(child, logs, /^Holocron is ready on /m)
  } catch (error) {
    await stop()
    throw error
  }
  const kill = async (): Promise<void> => void (await end('SIGKILL'))
  return { url: `http://127.0.0.1:${port}`, port, storageDir, logs, end, stop, kill }
}

/** A port that was free a moment ago. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Only what a program needs to run: the tester's own settings must not affect the server. */
function inheritedEnv(): Record<string, string | undefined> {
  const needed =
    /^(PATH|PATHEXT|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SystemRoot|ComSpec|APPDATA|LOCALAPPDATA)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => needed.test(name)))
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'])
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it has ended already
  }
}

function waitForLine(child: ChildProcess, logs: () => string, line: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      finish()
      reject(new Error(`The server ${what}. Its output:\n${logs()}`))
    }
    const timer = setTimeout(() => fail('did not become ready in time'), READY_WITHIN_MS)
    const onExit = (): void => fail('stopped before it was ready')
    const onData = (): void => {
      if (!line.test(logs())) return
      finish()
      resolve()
    }
    const finish = (): void => {
      clearTimeout(timer)
      child.off('close', onExit)
      child.stdout?.off('data', onData)
    }
    child.once('close', onExit)
    child.stdout?.on('data', onData)
  })
}
