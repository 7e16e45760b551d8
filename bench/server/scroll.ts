/** Scrolling 1,000 rows in a real browser, as a wheel does: frames that reach the screen, and long tasks. */
import { launchBrowser } from '../../e2e/browser'
import { progress } from '../measure'
import type { ServerBench, ServerRow } from './context'

/** Pixels, and pixels a second: 1,000 rows in a little over three seconds. */
const DISTANCE = 24_000
const SPEED = 7_200
const ROUNDS = 3
/** A frame is late if it arrives more than half a frame after the 16.7 ms of a screen at 60 Hz. */
const LATE_MS = 25
const CATEGORIES = ['disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame']
const FRAME = '.data-grid-frame'

interface TraceEvent {
  name: string
  /** The thread. */
  tid: number
  /** Microseconds. */
  ts: number
  dur?: number
  args?: { name?: string }
}

export async function benchScroll({ server, data }: ServerBench): Promise<ServerRow[]> {
  progress('server: scrolling')
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(`${server.url}/datasets/${data.dataset.id}?limit=1000`, { waitUntil: 'networkidle' })
    const frame = page.locator(FRAME)
    await frame.evaluate((element) => element.scrollIntoView({ block: 'end' }))
    const box = await frame.boundingBox()
    if (!box) throw new Error('The table is not on the page.')
    const devtools = await page.context().newCDPSession(page)
    const rounds: { drawn: number; due: number; late: number; longest: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      await frame.evaluate((element) => element.scrollTo(0, 0))
      await browser.startTracing(page, { categories: CATEGORIES })
      await devtools.send('Input.synthesizeScrollGesture', {
        ...{ x: box.x + box.width / 2, y: box.y + box.height / 2, yDistance: -DISTANCE },
        ...{ speed: SPEED, gestureSourceType: 'mouse' },
      })
      rounds.push(readTrace(await browser.stopTracing()))
      const end = await frame.evaluate((element) => element.scrollTop)
      if (end < DISTANCE - 1) throw new Error(`The table was scrolled by ${end} of ${DISTANCE} pixels only.`)
    }
    const { drawn, due, late, longest } = rounds.sort((one, other) => one.late - other.late)[1]!
    return [
      [
        '1,000 rows scrolled from the first to the last in a browser',
        `${drawn} frames of ${due}, ${late} of them late; the longest task takes ${Math.round(longest)} ms`,
        '60 a second; no task > 50 ms',
      ],
    ]
  } finally {
    await browser.close()
  }
}

/** Frames drawn, the frames that a screen shows at 60 Hz in that time, and the longest task in milliseconds. */
function readTrace(trace: Buffer): { drawn: number; due: number; late: number; longest: number } {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const times = traceEvents
    .filter(({ name }) => name === 'DrawFrame')
    .map(({ ts }) => ts / 1000)
    .sort((one, other) => one - other)
  const gaps = times.slice(1).map((time, index) => time - times[index]!)
  const threads = traceEvents.filter(({ args }) => args?.name === 'CrRendererMain').map(({ tid }) => tid)
  const tasks = traceEvents.filter(({ name, tid }) => name === 'RunTask' && threads.includes(tid))
  return {
    drawn: times.length,
    due: Math.round(((times.at(-1) ?? 0) - (times[0] ?? 0)) / (1000 / 60)),
    late: gaps.filter((gap) => gap > LATE_MS).length,
    longest: Math.max(...tasks.map(({ dur = 0 }) => dur / 1000)),
  }
}
