/** A Holocron in a separate process (child.ts), which takes commands and can be paused or killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { childProgram } from './bundle'
import type { Facts } from './commands'

export interface Question {
  id: number
  name: string
  input: unknown
}

export interface Answer {
  id: number
  result?: unknown
  error?: { message: string; code: string | null }
}

export interface HolocronOptions {
  storageDir: string
  /** In the order of SWAPI_SOURCES. */
  sources: string[]
  env?: Record<string, string>
  /** Collects garbage constantly, so that unreferenced objects are gone. */
  collectsGarbage?: boolean
  /** A program that starts it, such as strace, with its arguments. */
  prefix?: string[]
}

/** The process ended before it responded. */
export class EndedError extends Error {}

/** A command that was refused or failed, with Holocron’s message. */
export class RefusedError extends Error {
  constructor(
    message: string,
    readonly code: string | null,
  ) {
    super(message)
  }
}

const running = new Set<Holocron>()

/** Kills the remaining processes when a trial is aborted. */
export function killAll(): void {
  for (const holocron of running) holocron.signal('SIGKILL')
}

export class Holocron {
  /** Resolves when it has started; rejects with its last output if it cannot start. */
  readonly started: Promise<void>
  readonly ended: Promise<void>
  /** Milliseconds from its start until it resumed an unfinished download; null if it has not. */
  resumedAfterMs: number | null = null
  private startedAt = 0
  private log = ''
  private last = 0
  private readonly child: ChildProcess
  private readonly pending = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >()

  constructor({ storageDir, sources, env, collectsGarbage, prefix = [] }: HolocronOptions) {
    const file = childProgram()
    const flags = ['--conditions=react-server', ...(collectsGarbage ? ['--expose-gc'] : [])]
    const [program = '', ...args] = [...prefix, process.execPath, ...flags, file]
    this.child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // The folder with its migrations.
      cwd: path.dirname(file),
      // A separate process group, so that a signal also reaches it when another program starts it.
      detached: true,
      env: {
        NODE_ENV: 'test',
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        STORAGE_DIR: storageDir,
        SWAPI_SOURCES: sources.join(','),
        RETRY_BACKOFF_MS: '20',
        UPSTREAM_TIMEOUT_MS: '5000',
        ...env,
      },
    })
    running.add(this)
    this.started = new Promise((resolve, reject) => this.pending.set(0, { resolve: () => resolve(), reject }))
    this.started.catch(() => undefined)
    this.ended = new Promise((resolve) => this.child.once('close', () => resolve()))
    void this.ended.then(() => this.forget())
    this.child.stdin?.on('error', () => undefined)
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.hear(text))
    if (this.child.stdout) createInterface({ input: this.child.stdout }).on('line', (line) => this.take(line))
  }

  static async start(options: HolocronOptions): Promise<Holocron> {
    const holocron = new Holocron(options)
    await holocron.started
    return holocron
  }

  get logs(): string {
    return this.log
  }

  /** @throws EndedError or RefusedError */
  async call<T>(name: string, input: unknown = null): Promise<T> {
    await this.started
    const id = ++this.last
    return new Promise((resolve, reject) => {
      if (!running.has(this)) return reject(new EndedError(`It ended before the command ${name}.`))
      this.pending.set(id, { resolve: resolve as (result: unknown) => void, reject })
      this.child.stdin?.write(`${JSON.stringify({ id, name, input })}\n`)
    })
  }

  wait(id: string): Promise<Facts> {
    return this.call('wait', id)
  }

  signal(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined || !running.has(this)) return
    try {
      process.kill(-this.child.pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.ended
  }

  /** Stops it cleanly, like Ctrl-C. */
  async stop(): Promise<void> {
    this.child.stdin?.end()
    const timeout = setTimeout(() => this.signal('SIGKILL'), 15_000)
    await this.ended
    clearTimeout(timeout)
  }

  private hear(text: string): void {
    this.log = (this.log + text).slice(-200_000)
    if (text.includes('resuming a run')) {
      this.resumedAfterMs ??= this.startedAt === 0 ? 0 : performance.now() - this.startedAt
    }
  }

  private take(line: string): void {
    const { id, result, error } = JSON.parse(line) as Answer
    if (id === 0) this.startedAt = performance.now()
    const asked = this.pending.get(id)
    this.pending.delete(id)
    if (error) asked?.reject(new RefusedError(error.message, error.code))
    else asked?.resolve(result)
  }

  private forget(): void {
    running.delete(this)
    for (const { reject } of this.pending.values())
      reject(new EndedError(`It ended before it responded. Its last output: ${this.log.slice(-500)}`))
    this.pending.clear()
  }
}
