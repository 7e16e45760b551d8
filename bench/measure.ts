/** Measuring and showing: medians of repeated runs, and ratios beside a peer of the same run. */
import { execFileSync, spawnSync } from 'node:child_process'
import os from 'node:os'

export interface Result {
  what: string
  /** Milliseconds, median. */
  ours: number
  p95: number
  /** Peers by name, milliseconds. */
  peers: Record<string, number>
  goal: string
}

/** Runs a task `times` times, after one run that is not counted. */
export async function measure(
  times: number,
  task: () => Promise<unknown>,
): Promise<{ median: number; p95: number }> {
  await task()
  const samples: number[] = []
  for (let run = 0; run < times; run++) {
    const start = performance.now()
    await task()
    samples.push(performance.now() - start)
  }
  samples.sort((one, other) => one - other)
  return { median: at(samples, 0.5), p95: at(samples, 0.95) }
}

function at(sorted: number[], part: number): number {
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? NaN
}

/** How long another program takes, in milliseconds; null where it is not installed. Throws when it fails. */
export function measureProgram(program: string, args: string[], input?: string): number | null {
  const start = performance.now()
  const { error, status, stderr } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1e9 })
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

/** A Markdown table of the results. */
export function showTable(results: Result[]): string {
  const rows = results.map(({ what, ours, p95, peers, goal }) => {
    const beside = Object.entries(peers).map(
      ([name, ms]) => `${name} ${formatMs(ms)} (×${(ms / ours).toFixed(2)})`,
    )
    return `| ${what} | ${formatMs(ours)} | ${formatMs(p95)} | ${beside.join('; ') || '–'} | ${goal} |`
  })
  return ['| work | median | p95 | peers (× ours) | goal |', '|---|--:|--:|---|---|', ...rows].join('\n')
}

function formatMs(ms: number): string {
  return ms < 100
    ? `${ms.toFixed(1)} ms`
    : ms < 10_000
      ? `${Math.round(ms)} ms`
      : `${(ms / 1000).toFixed(1)} s`
}
