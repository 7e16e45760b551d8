import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { releaseFreeMemory } from '@/lib/duckdb/free-memory'
import { readRowObjects } from '@/lib/duckdb/lanes'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

/** glibc takes memory for smaller blocks from what it keeps, and for larger ones from the system. */
const BLOCK = 60_000
const BLOCKS = 4_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const isGlibc =
  process.platform === 'linux' &&
  'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header
const onGlibc = isGlibc ? test : test.skip

onGlibc('what the process has freed is given back to the system, once DuckDB has been needed', async () => {
  const blocks = Array.from({ length: BLOCKS }, () => Buffer.allocUnsafeSlow(BLOCK).fill(1))
  // It lies above the others, so that they are not given back by themselves.
  const [top] = blocks.splice(-1)
  blocks.length = 0
  collectGarbage()
  const before = process.memoryUsage.rss()
  await releaseFreeMemory()
  expect(before - process.memoryUsage.rss()).toBeLessThan((BLOCK * BLOCKS) / 2)
  await readRowObjects('slice', 'SELECT 1')
  await releaseFreeMemory()
  expect(before - process.memoryUsage.rss()).toBeGreaterThan((BLOCK * BLOCKS) / 2)
  expect(top).toHaveLength(BLOCK)
})
