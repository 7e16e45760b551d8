/** Medians of repeated runs that alternate with their peers, so that a busy machine affects all equally. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'

export interface Timing {
  /** Milliseconds. */
  median: number
  p95: number
}

/** Measuring takes longer than this only until each task has run three times. */
const LONG_ENOUGH_MS = 60_000
const AT_LEAST = 3

/** Runs every task `times` times, alternating between them, after `warmUps` rounds that are not counted. */
export async function measureInTurn<Name extends string>(
  times: number,
  tasks: Record<Name, () => Promise<unknown>>,
  warmUps = 1,
): Promise<Record<Name, Timing>> {
  const names = Object.keys(tasks) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round < warmUps; round++) for (const name of names) await tasks[name]()
  const start = performance.now()
  for (let round = 0; round < times; round++) {
    if (round >= AT_LEAST && performance.now() - start > LONG_ENOUGH_MS) break
    for (const name of names) samples[name].push(await time(tasks[name]))
  }
  return Object.fromEntries(names.map((name) => [name, summarize(samples[name])])) as Record<Name, Timing>
}

/** How long a task takes, in milliseconds. */
export async function time(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await task()
  return performance.now() - start
}

export function summarize(samples: number[]): Timing {
  return { median: quantile(samples, 0.5), p95: quantile(samples, 0.95) }
}

/** NaN if there are no samples. */
export function quantile(samples: number[], part: number): number {
  const sorted = [...samples].sort((one, other) => one - other)
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? NaN
}

/** How long another program takes, in milliseconds; null if it is not installed. Throws if it fails. */
export function measureProgram(program: string, args: string[]): number | null {
  const start = performance.now()
  const { error, status, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1e9 })
  if (error && 'code' in error && error.code === 'ENOENT') return null
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  return performance.now() - start
}

export function describeMachine(): string {
  const cpu = os.cpus()[0]?.model ?? 'unknown processor'
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  return `${os.cpus().length} × ${cpu}, ${memory} GiB, Node ${process.version}, commit ${commit}`
}

/**
 * The share of CPU time that the host of a shared machine gave to others since the last call: figures taken
 * while it is high say little. Null without /proc.
 */
export function readStolenShare(): number | null {
  const line = /^cpu +(.*)$/m.exec(readIfThere('/proc/stat'))?.[1]
  if (line === undefined) return null
  // user, nice, system, idle, iowait, irq, softirq, steal
  const ticks = line.split(' ').slice(0, 8).map(Number)
  const since = ticks.map((tick, index) => tick - (lastTicks[index] ?? 0))
  lastTicks = ticks
  return (since[7] ?? 0) / since.reduce((sum, tick) => sum + tick, 0)
}

let lastTicks: number[] = []

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Reports progress on standard error; the tables go to standard output. */
export function progress(what: string): void {
  console.error(`${new Date().toTimeString().slice(0, 8)} ${what}`)
}
