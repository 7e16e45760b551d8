/** Comparisons: what the API answers about random pairs of datasets, beside a plain comparison of maps. */
import { spawn } from 'node:child_process'
import type { Bench, Trial } from './trial'

const ORACLE = 'app/api/datasets/[id]/compare/oracle.test.ts'

async function comparePairs(bench: Bench): Promise<void> {
  const pairs = bench.pick({ full: 5_000, quick: 500, smoke: 5 })
  const jest = ['node_modules/jest/bin/jest.js', '--selectProjects', 'unit', '--runTestsByPath', ORACLE]
  const child = spawn(process.execPath, jest, {
    env: { ...process.env, COMPARISONS: String(pairs), FC_SEED: String(bench.seed) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const output: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  bench.check(code === 0, output.join('').slice(-2_000))
  if (code === 0) bench.outcomes.set('pairs compared in both directions', pairs)
}

export const comparisonTrials: Trial[] = [
  {
    area: 'comparisons',
    name: '5,000 random pairs, also compared as plain maps',
    settings: 'the API’s function, without an HTTP server',
    figure: 'the same numbers, rows and cells for every pair; ten times the same bytes',
    run: comparePairs,
  },
]
