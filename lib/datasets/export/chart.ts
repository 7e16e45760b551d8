/** Counts as a bar chart in SVG. */
import { type Caption, type Colors, drawPicture, drawText, MARGIN } from '@/lib/datasets/export/picture'
import { element, escapeXml, fitText } from '@/lib/datasets/export/svg'
import type { CountsPage, ValueCount } from '@/lib/datasets/model/answers'
import { formatCount, formatQuantity, formatShare } from '@/lib/format'
import { countedNoun, nameCounts } from '@/lib/format/counted'
import { showInvisible } from '@/lib/format/invisible'

const STEP = 28
const BAR_X = 320
const BAR_WIDTH = 480

/** Draws one page of counts, which begins at `offset`. */
export function drawCounts(page: CountsPage, caption: Caption & { offset: number }): string {
  const { columns, counts, totalGroups, totalRows } = page
  const largest = Math.max(...counts.map(({ count }) => count), 1)
  const draw = (top: number, colors: Colors): { content: string[]; height: number } => {
    const below = counts.length * STEP
    const rest = drawText(MARGIN, top + below + 16, describeRest(page, caption.offset), {
      fill: colors.quiet,
    })
    const bars = counts.map((count, index) => drawBar(count, top + index * STEP, largest, colors))
    return { content: [...bars, rest], height: below + 40 }
  }
  const heading = nameCounts({ columns })
  const values = formatQuantity(totalGroups, countedNoun(page))
  return drawPicture({ width: 960, heading, values, totalRows, draw }, caption)
}

function drawBar({ values, count, share }: ValueCount, y: number, largest: number, colors: Colors): string {
  const label = values.map((value) => (value === '' ? '(empty)' : showInvisible(value))).join(' · ')
  const width = (count / largest) * BAR_WIDTH
  const number = `${formatCount(count)} (${formatShare(share)})`
  return element(
    'g',
    {},
    element('title', {}, escapeXml(`${label}: ${number}`)),
    drawText(BAR_X - 12, y + 13, fitText(label, 33), { fill: colors.text, 'text-anchor': 'end' }),
    element('rect', { x: BAR_X, y, width: BAR_WIDTH, height: 18, rx: 3, fill: colors.track }),
    element('rect', { x: BAR_X, y, width: width.toFixed(1), height: 18, rx: 3, fill: colors.bar }),
    drawText(BAR_X + BAR_WIDTH + 12, y + 13, number, { fill: colors.text }),
  )
}

function describeRest(page: CountsPage, offset: number): string {
  const { counts, totalGroups } = page
  const noun = countedNoun(page)
  if (counts.length === 0) return 'There is nothing to count.'
  const after = totalGroups - offset - counts.length
  const before = offset > 0 ? [`${formatQuantity(offset, noun)} before`] : []
  const more = after > 0 ? [formatQuantity(after, `more ${noun}`)] : []
  const rest = [...before, ...more].join(' and ')
  return rest === '' ? '' : `and ${rest}`
}
