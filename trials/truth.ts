/** Random views beside a plain JavaScript model of the same rows: lib/datasets/view-model.test.ts, at length. */
import { spawn } from 'node:child_process'
import type { Bench, Trial } from './trial'

async function compareViews(bench: Bench): Promise<void> {
  const views = bench.pick({ full: 5_000, quick: 500, smoke: 50 })
  const child = spawn(
    process.execPath,
    [
      'node_modules/jest/bin/jest.js',
      '--selectProjects',
      'unit',
      '--runTestsByPath',
      'lib/datasets/view-model.test.ts',
    ],
    {
      env: { ...process.env, VIEW_TRIALS: String(views), VIEW_SEED: String(bench.seed), FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  const text = output.join('')
  bench.notes.push(`${views} views`)
  bench.check(code === 0 && /Tests: +\d+ passed/.test(text), text.slice(0, 3_000))
}

export const truthTrials: Trial[] = [
  {
    area: 'truth',
    name: '5,000 random filters, sorts, searches and counts beside a model',
    figure: 'identical',
    run: compareViews,
  },
]
