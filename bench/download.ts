/** Downloads from a local server, compared with a loop that only fetches and parses the same pages. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { spawnSwapi } from './swapi'

const PAGE_SIZE = 10

interface ChildResult {
  ms: number
  /** CPU time, which says more than elapsed time on a shared machine. */
  cpuMs: number
  maxRssMb: number
}

/** A Markdown table with one row per size. */
export async function benchDownloads(sizes: number[]): Promise<string> {
  const lines = [
    '| people | pages | Holocron | bare ky loop | throughput vs. loop | CPU time | CPU time of loop | µs per person | peak RSS |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
  ]
  for (const people of sizes) {
    const swapi = await spawnSwapi(people, PAGE_SIZE)
    try {
      const loop = await runChild('ky-loop.ts', swapi.url, String(Math.ceil(people / PAGE_SIZE)))
      const ours = await runChild('download-child.ts', swapi.url)
      const cells = [
        people.toLocaleString('en-US'),
        Math.ceil(people / PAGE_SIZE).toLocaleString('en-US'),
        `${(ours.ms / 1000).toFixed(1)} s`,
        `${(loop.ms / 1000).toFixed(1)} s`,
        `${Math.round((loop.ms / ours.ms) * 100)} %`,
        `${(ours.cpuMs / 1000).toFixed(1)} s`,
        `${(loop.cpuMs / 1000).toFixed(1)} s`,
        ((ours.ms * 1000) / people).toFixed(0),
        `${Math.round(ours.maxRssMb)} MB`,
      ]
      lines.push(`| ${cells.join(' | ')} |`)
    } finally {
      swapi.stop()
    }
  }
  return lines.join('\n')
}

/** Runs a measured program in a separate process, so that only its own memory counts. */
async function runChild(script: string, ...args: string[]): Promise<ChildResult> {
  const storage = mkdtempSync(path.join(tmpdir(), 'holocron-bench-'))
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', path.join('bench', script), ...args],
      { env: { ...process.env, STORAGE_DIR: storage, SWAPI_SOURCES: args[0], LOG_LEVEL: 'error' } },
    )
    return JSON.parse(stdout) as ChildResult
  } finally {
    rmSync(storage, { recursive: true, force: true })
  }
}
