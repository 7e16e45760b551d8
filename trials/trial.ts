/** What a trial is, and how its outcomes are reported. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRandom } from '../e2e/hostile-urls'
import { unmount } from './tmpfs'

export const AREAS = [
  ...['upstream', 'kill', 'order', 'disk', 'database', 'clock'],
  ...['stall', 'concurrency', 'comparisons', 'cluster'],
] as const

export type Area = (typeof AREAS)[number]

/** How much is tried: all, a part, or just enough to test the trials themselves. */
export type Size = 'full' | 'quick' | 'smoke'

/** What most trials run: Holocron without its HTTP server, which can be paused and killed (holocron.ts). */
export const LABORATORY = 'no HTTP server; response timeout 5 s, first retry wait 20 ms'

/** `npm start` with default settings except for locations. */
export const PRODUCT = 'built server, defaults'

export interface Trial {
  area: Area
  name: string
  /** What runs, and how it differs from what users run; `LABORATORY` by default. */
  settings?: string
  /** The goal, as a sentence. */
  figure: string
  /** Why it cannot run here; null if it can. */
  obstacle?: () => string | null
  run(bench: Bench): Promise<void>
}

/** What a trial works with: random numbers, folders, and a record of its outcomes. */
export class Bench {
  /** Counts of outcomes by name, in the order of their first occurrence. */
  readonly outcomes = new Map<string, number>()
  /** Descriptions of what must not have happened. */
  readonly violations: string[] = []
  /** Figures in addition to the outcomes. */
  readonly notes: string[] = []
  readonly random: () => number
  private readonly folders: string[] = []

  constructor(
    readonly seed: number,
    readonly size: Size,
    name: string,
  ) {
    this.random = createRandom(seed + [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7))
  }

  pick<T>(sizes: Record<Size, T>): T {
    return sizes[this.size]
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1))
  }

  /** A fresh folder, removed when the trial ends. */
  folder(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'holocron-trial-'))
    this.folders.push(folder)
    return folder
  }

  count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1)
  }

  fail(what: string): void {
    this.violations.push(what)
    console.error(`  ✗ ${what}`)
  }

  check(isRight: boolean, otherwise: string): void {
    if (!isRight) this.fail(otherwise)
  }

  /** `12 ready, 3 failed; 0 violations; slowest 3 s` */
  describe(): string {
    const outcomes = [...this.outcomes].map(([outcome, times]) => `${times} ${outcome}`).join(', ')
    return [outcomes, `${this.violations.length} violations`, ...this.notes].filter(Boolean).join('; ')
  }

  cleanUp(): void {
    for (const folder of this.folders.splice(0)) {
      unmount(folder)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** Null if this program is installed. */
export function missingProgram(name: string): string | null {
  return spawnSync('which', [name]).status === 0 ? null : `${name} is not installed`
}

export function missingFile(file: string, what: string): string | null {
  return existsSync(file) ? null : `${what} is not installed`
}

export function notRoot(): string | null {
  return process.getuid?.() === 0 ? null : 'only root can mount a file system'
}
