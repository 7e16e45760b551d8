/**
 * Tests the trials themselves in about a minute; `npm run trials` runs them in full. Trials that may fail
 * because of the machine's speed are not included.
 */
import { spawn } from 'node:child_process'
import { findOrderProblem } from './disorder'
import { makeSchedules } from './schedules'
import { readTrace, type SystemCall } from './strace'
import { setUpScript } from '@/lib/testing/script'

jest.setTimeout(600_000)

const script = setUpScript('trials/run.ts')

function runTrials(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [...script, '--smoke', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output: output.join('') })))
}

test('downloads from faulty sources end in an allowed way', async () => {
  const { code, output } = await runTrials('--only', 'upstream', '--name', 'random schedules', '--seed', '3')
  expect(output).not.toMatch(/✗/)
  expect(output).toMatch(/\| upstream \| .* 0 violations/)
  expect(code).toBe(0)
})

test('the writes of a download are in order, if strace is installed', async () => {
  const { code, output } = await runTrials('--only', 'order')
  expect(output).toMatch(/\| order \| .*(1 ready; 0 violations|not run: strace is not installed)/)
  expect(code).toBe(0)
})

test('an unknown area is rejected with a clear message', async () => {
  const { code, output } = await runTrials('--only', 'weather')
  expect(output).toMatch(/--only takes upstream, kill, .* not "weather"/)
  expect(code).toBe(1)
})

test('the same seed produces the same schedules, and another seed different ones', () => {
  expect(makeSchedules(20, 5)).toEqual(makeSchedules(20, 5))
  expect(makeSchedules(20, 5)).not.toEqual(makeSchedules(20, 6))
})

describe('the order of writes', () => {
  const STEPS = [
    ['write', '3</s/parts/x/a.tmp>, ""..., 9'],
    ['fsync', '3</s/parts/x/a.tmp>'],
    ['write', '4</s/parts/x/b.tmp>, ""..., 9'],
    ['fsync', '4</s/parts/x/b.tmp>'],
    ['write', '8</s/parts/x/c.tmp>, ""..., 9'],
    ['fsync', '8</s/parts/x/c.tmp>'],
    ['rename', '"/s/parts/x/a.tmp", "/s/datasets/x/a"'],
    ['rename', '"/s/parts/x/b.tmp", "/s/datasets/x/b"'],
    ['rename', '"/s/parts/x/c.tmp", "/s/datasets/x/c"'],
    ['fsync', '5</s/datasets/x>'],
    ['fsync', '6</s/datasets>'],
    ['pwrite64', '7</s/holocron.db-wal>, ""..., 9, 0'],
    ['fsync', '7</s/holocron.db-wal>'],
    ['unlink', '"/s/parts/x/people-1.csv"'],
  ]

  const trace = (steps: string[][]): SystemCall[] =>
    readTrace(steps.map(([name, input]) => `12 ${name}(${input}) = 0`).join('\n'))

  test('is correct if bytes come before names, and names before the database', () => {
    expect(findOrderProblem(trace(STEPS), '/s')).toEqual([])
  })

  test.each([
    ['a file that is not synced', 1, 'a was moved before it was synced to disk'],
    ['a folder that is not synced', 9, 'the folders were not synced after the move'],
    ['a database that is not synced', 12, 'the database was not synced after it recorded "ready"'],
  ])('is wrong with %s', (_what, missing, fault) => {
    expect(findOrderProblem(trace(STEPS.toSpliced(missing, 1)), '/s')).toContain(fault)
  })

  test('is wrong with a database that is written first', () => {
    const early = [...STEPS.slice(0, 9), STEPS[11] ?? [], ...STEPS.slice(9)]
    expect(findOrderProblem(trace(early), '/s')).toContain(
      'the database was written before the names were synced to disk',
    )
  })

  test('is also read from calls that another thread interrupted', () => {
    const text =
      '1 fsync(3</s/a> <unfinished ...>\n2 write(4</s/b>, ""..., 1) = 1\n1 <... fsync resumed>) = 0'
    expect(readTrace(text)).toMatchObject([
      { thread: '1', name: 'fsync', began: 0, ended: 2, failed: false },
      { thread: '2', name: 'write', began: 1, ended: 1, failed: false },
    ])
  })
})
