/** Counts as a bar chart in SVG: system fonts and plain attributes, so that any program can display it. */
import { element, escapeXml, fitText } from '@/lib/datasets/export/svg'
import type { CountsPage, ValueCount } from '@/lib/datasets/model/answers'
import { filterParam, type Selection } from '@/lib/datasets/model/view'
import { formatCount, formatQuantity, formatShare } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'

/** The colors of the web pages, for programs that do not support oklch. */
const COLORS = {
  light: { ground: '#ffffff', text: '#141c2b', quiet: '#525c6b', bar: '#1f5790', track: '#eef1f6' },
  dark: { ground: '#0f1624', text: '#e9edf3', quiet: '#a3adbb', bar: '#7ac9ec', track: '#212a3b' },
} as const

type Colors = (typeof COLORS)[keyof typeof COLORS]

const WIDTH = 960
const MARGIN = 32
const TOP = 112
const STEP = 28
const BAR_X = 320
const BAR_WIDTH = 480

interface Look extends Selection {
  offset: number
  theme: keyof typeof COLORS
}

/** Draws a chart of one page of counts. `fileName` is the dataset's. */
export function drawCounts(fileName: string, page: CountsPage, look: Look): string {
  const colours = COLORS[look.theme]
  const title = `Counts of ${page.columns.join(' and ')}`
  const totals = `${fileName} · ${formatQuantity(page.totalGroups, 'combination')}, ${formatQuantity(page.totalRows, 'row')}`
  const below = TOP + page.counts.length * STEP
  const height = below + 40
  const largest = Math.max(...page.counts.map(({ count }) => count), 1)
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: WIDTH,
      height,
      viewBox: `0 0 ${WIDTH} ${height}`,
      role: 'img',
      'aria-label': `${title}, ${totals}`,
      'font-family': 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif',
      'font-size': 14,
    },
    element('rect', { width: WIDTH, height, fill: colours.ground }),
    text(MARGIN, 46, fitText(title, 84), { fill: colours.text, 'font-size': 22, 'font-weight': 600 }),
    text(MARGIN, 70, fitText(totals, 120), { fill: colours.quiet }),
    text(MARGIN, 90, fitText(describeRows(look), 120), { fill: colours.quiet }),
    ...page.counts.map((count, index) => drawBar(count, TOP + index * STEP, largest, colours)),
    text(MARGIN, below + 16, describeRest(page, look.offset), { fill: colours.quiet }),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`
}

function drawBar({ values, count, share }: ValueCount, y: number, largest: number, colours: Colors): string {
  const label = values.map((value) => (value === '' ? '(empty)' : showInvisible(value))).join(' · ')
  const width = (count / largest) * BAR_WIDTH
  const number = `${formatCount(count)} (${formatShare(share)})`
  return element(
    'g',
    {},
    element('title', {}, escapeXml(`${label}: ${number}`)),
    text(BAR_X - 12, y + 13, fitText(label, 33), { fill: colours.text, 'text-anchor': 'end' }),
    element('rect', { x: BAR_X, y, width: BAR_WIDTH, height: 18, rx: 3, fill: colours.track }),
    element('rect', { x: BAR_X, y, width: width.toFixed(1), height: 18, rx: 3, fill: colours.bar }),
    text(BAR_X + BAR_WIDTH + 12, y + 13, number, { fill: colours.text }),
  )
}

function text(x: number, y: number, content: string, attributes: Record<string, string | number>): string {
  return element('text', { x, y, ...attributes }, escapeXml(content))
}

/** The conditions, as they appear in the URL. */
function describeRows({ filters, q }: Selection): string {
  const conditions = [...filters.map(filterParam), ...(q === '' ? [] : [['q', q]])]
  if (conditions.length === 0) return 'of the whole dataset'
  return `of the rows where ${conditions.map(([name, value = '']) => `${name}=${showInvisible(value)}`).join(', ')}`
}

function describeRest({ counts, totalGroups }: CountsPage, offset: number): string {
  if (counts.length === 0) return 'There is nothing to count.'
  const after = totalGroups - offset - counts.length
  const before = offset > 0 ? [`${formatQuantity(offset, 'combination')} before`] : []
  const more = after > 0 ? [`${formatQuantity(after, 'more combination')}`] : []
  const rest = [...before, ...more].join(' and ')
  return rest === '' ? '' : `and ${rest}`
}
