/** What pictures of counts share: SVG with system fonts and plain attributes, so that any program can display it. */
import { element, escapeXml, fitText, wrapText } from '@/lib/datasets/export/svg'
import type { Selection } from '@/lib/datasets/model/view'
import { formatCount, formatQuantity } from '@/lib/format'
import { describeSelection } from '@/lib/format/conditions'

/** The colors of the web pages, for programs that do not support oklch. */
const COLORS = {
  light: { ground: '#ffffff', text: '#141c2b', quiet: '#525c6b', bar: '#1f5790', track: '#eef1f6' },
  dark: { ground: '#0f1624', text: '#e9edf3', quiet: '#a3adbb', bar: '#7ac9ec', track: '#212a3b' },
} as const

export type Colors = (typeof COLORS)[keyof typeof COLORS]

/** What a picture says about the view in addition to the numbers. */
export interface Caption extends Selection {
  /** The dataset's title. */
  title: string
  /** Rows of the whole dataset. */
  rowCount: number
  theme: keyof typeof COLORS
}

interface Picture {
  width: number
  /** What is counted: "Counts of homeworld". */
  heading: string
  /** How many values there are: "49 combinations". */
  values: string
  /** Rows that the view selects. */
  totalRows: number
  /** Draws the content, which starts at `top`, and returns it with its height. */
  draw: (top: number, colors: Colors) => { content: string[]; height: number }
}

export const MARGIN = 32

/** The height of a line of text below the heading. */
const LINE = 20

/** Conditions take at most this many lines. */
const LINES_MAX = 4

/** The width of a character of 14 pixels, and of the heading, in pixels. */
const CHARACTER = 7.4
const LARGE_CHARACTER = 10.6

/** Puts the view into words above a picture: what is counted, in which dataset, in which of its rows. */
export function drawPicture(picture: Picture, caption: Caption): string {
  const { width, heading, values, totalRows, draw } = picture
  const colors = COLORS[caption.theme]
  const rows = `${values} · ${describeRows(totalRows, caption)}`
  const room = Math.floor((width - 2 * MARGIN) / CHARACTER)
  const lines = [fitText(caption.title, room), ...wrapText(rows, room, LINES_MAX)]
  const top = 70 + lines.length * LINE
  const { content, height: drawn } = draw(top, colors)
  const height = top + drawn
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': [heading, caption.title, rows].join('. '),
      'font-family': 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif',
      'font-size': 14,
    },
    element('rect', { width, height, fill: colors.ground }),
    drawText(MARGIN, 46, fitText(heading, Math.floor((width - 2 * MARGIN) / LARGE_CHARACTER)), {
      fill: colors.text,
      'font-size': 22,
      'font-weight': 600,
    }),
    ...lines.map((line, index) => drawText(MARGIN, 70 + index * LINE, line, { fill: colors.quiet })),
    ...content,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`
}

export function drawText(
  x: number,
  y: number,
  content: string,
  attributes: Record<string, string | number>,
): string {
  return element('text', { x, y, ...attributes }, escapeXml(content))
}

/** "82 rows", or "5 of 82 rows, where homeworld is Tatooine and eye_color is blue" */
function describeRows(totalRows: number, { rowCount, ...selection }: Caption): string {
  const conditions = describeSelection(selection)
  const all = formatQuantity(rowCount, 'row')
  return conditions.length === 0
    ? all
    : `${formatCount(totalRows)} of ${all}, where ${conditions.join(' and ')}`
}
