// Loaded into the server by --import: on SIGUSR2, writes the delay of its event loop since the last signal.
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** The histogram records the time between two ticks of a timer: what exceeds its interval is delay. */
const RESOLUTION_MS = 10

const file = process.env.EVENT_LOOP_DELAY_FILE
if (file && isMainThread && process.platform !== 'win32') {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  const toDelay = (nanoseconds) => Math.max(nanoseconds / 1e6 - RESOLUTION_MS, 0)
  process.on('SIGUSR2', () => {
    const delay = {
      p50: toDelay(histogram.percentile(50)),
      p99: toDelay(histogram.percentile(99)),
      max: toDelay(histogram.max),
    }
    histogram.reset()
    writeFileSync(`${file}.tmp`, JSON.stringify(delay))
    renameSync(`${file}.tmp`, file)
  })
}
