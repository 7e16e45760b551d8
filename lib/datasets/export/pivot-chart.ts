/** A pivot as a table in SVG: the numbers and totals of the page, the larger the stronger their color. */
import { type Caption, type Colors, drawPicture, drawText, MARGIN } from '@/lib/datasets/export/picture'
import { element, escapeXml, fitText } from '@/lib/datasets/export/svg'
import type { Pivot, PivotSide } from '@/lib/datasets/model/answers'
import { addUpPivot, countOthers, heatOf, type PivotLine } from '@/lib/datasets/model/pivot-lines'
import { formatCount, formatQuantity } from '@/lib/format'
import { nameCounts } from '@/lib/format/counted'
import { showInvisible } from '@/lib/format/invisible'

const ROW = 28
/** How many characters of a heading are shown, down and across. */
const DOWN_MAX = 28
const ACROSS_MAX = 14
/** In pixels: a wide character, and the space around a text. */
const CHARACTER = 7.6
const PADDING = 24
const NARROWEST = 720

const BOLD = { 'font-weight': 600 }

interface Line {
  heading: string
  numbers: number[]
  /** How many of the numbers are colored by size. */
  colored: number
  isTotal: boolean
}

/** Draws a pivot as the page shows it. */
export function drawPivot(pivot: Pivot, caption: Caption): string {
  const { down, across, cells, totalRows } = pivot
  const corner = `${down.column} ↓  ${across.column} →`
  const heads = [...headingsOf(across), 'All'].map((head) => fitText(head, ACROSS_MAX))
  const lines = listLines(pivot)
  const edges = layOut([corner, ...lines.map(({ heading }) => heading)], heads, totalRows)
  const largest = Math.max(...cells.flat(), 1)
  const draw = (top: number, colors: Colors): { content: string[]; height: number } => {
    const quiet = { fill: colors.quiet }
    if (totalRows === 0) return { content: [drawText(MARGIN, top + 16, 'No rows match.', quiet)], height: 40 }
    const headings = heads.map((head, index) =>
      drawText((edges[index + 1] ?? 0) - PADDING / 2, top + 18, head, { ...quiet, 'text-anchor': 'end' }),
    )
    const table = lines.map((line, index) => drawLine(line, top + (index + 1) * ROW, edges, largest, colors))
    const height = (lines.length + 1) * ROW + MARGIN
    return { content: [drawText(MARGIN, top + 18, corner, quiet), ...headings, ...table], height }
  }
  const values = [down, across].map(
    ({ distinct, column }) => `${formatQuantity(distinct, 'value')} of ${column}`,
  )
  const heading = nameCounts({ columns: [down.column, across.column], view: 'pivot' })
  const width = Math.max(NARROWEST, (edges.at(-1) ?? 0) + MARGIN)
  return drawPicture({ width, heading, values: values.join(', '), totalRows, draw }, caption)
}

/** The values of a side, and what stands for those not shown. */
function headingsOf(side: PivotSide): string[] {
  const others = countOthers(side)
  const names = side.shown.map(({ value }) => (value === '' ? '(empty)' : showInvisible(value)))
  return others === 0 ? names : [...names, formatQuantity(others, 'other')]
}

function listLines(pivot: Pivot): Line[] {
  const { shown, others, all } = addUpPivot(pivot)
  const counted = others === null ? shown : [...shown, others]
  const headings = headingsOf(pivot.down)
  const toLine = (heading: string, line: PivotLine, kind: 'shown' | 'others' | 'all'): Line => ({
    heading: fitText(heading, DOWN_MAX),
    numbers: [...line.cells, ...(line.others === null ? [] : [line.others]), line.total],
    colored: kind === 'shown' ? line.cells.length : 0,
    isTotal: kind === 'all',
  })
  return [
    ...counted.map((line, index) =>
      toLine(headings[index] ?? '', line, index < shown.length ? 'shown' : 'others'),
    ),
    toLine('All', all, 'all'),
  ]
}

/** The right edges of the columns, in pixels, that of the lines' headings first. */
function layOut(down: string[], across: string[], largestNumber: number): number[] {
  const widthOf = (texts: string[]): number =>
    Math.ceil(Math.max(...texts.map((text) => text.length)) * CHARACTER) + PADDING
  const edges = [MARGIN + widthOf(down)]
  for (const head of across) edges.push((edges.at(-1) ?? 0) + widthOf([head, formatCount(largestNumber)]))
  return edges
}

function drawLine(line: Line, y: number, edges: number[], largest: number, colors: Colors): string {
  const { heading, numbers, colored, isTotal } = line
  const cells = numbers.flatMap((number, index) => {
    if (number === 0) return []
    const [left = 0, right = 0] = edges.slice(index, index + 2)
    const text = drawText(right - PADDING / 2, y + 18, formatCount(number), {
      fill: colors.text,
      'text-anchor': 'end',
      ...((isTotal || index === numbers.length - 1) && BOLD),
    })
    if (index >= colored) return [text]
    const look = {
      width: right - left,
      height: ROW,
      fill: colors.bar,
      'fill-opacity': heatOf(number, largest),
    }
    return [element('rect', { x: left, y, ...look }), text]
  })
  return element(
    'g',
    {},
    element('title', {}, escapeXml(heading)),
    element('rect', { x: MARGIN, y, width: (edges.at(-1) ?? 0) - MARGIN, height: 1, fill: colors.track }),
    drawText(MARGIN, y + 18, heading, { fill: colors.text, ...(isTotal && BOLD) }),
    ...cells,
  )
}
