/** @jest-environment jsdom */
import { drawPivot } from '@/lib/datasets/export/pivot-chart'
import type { Pivot } from '@/lib/datasets/model/answers'

const PIVOT: Pivot = {
  down: {
    column: 'homeworld',
    shown: [
      { value: 'Naboo', total: 11 },
      { value: '', total: 6 },
    ],
    distinct: 5,
  },
  across: {
    column: 'gender',
    shown: [
      { value: 'male', total: 12 },
      { value: 'female', total: 4 },
    ],
    distinct: 9,
  },
  cells: [
    [8, 3],
    [4, 0],
  ],
  totalRows: 20,
}
const CAPTION: Parameters<typeof drawPivot>[1] = {
  title: '82 characters · 22 Nov 2026, 20:30',
  rowCount: 82,
  filters: [{ column: 'height', operator: 'gt', value: '150' }],
  q: '',
  theme: 'light',
}

/** Parses a picture as a browser does; fails when it is not valid XML. */
function parse(svg: string): Document {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml')
  expect(document.querySelector('parsererror')).toBeNull()
  return document
}

function textsOf(svg: string, within = 'svg > text'): (string | null)[] {
  return [...parse(svg).querySelectorAll(within)].map(({ textContent }) => textContent)
}

/** The lines of the table, each with its heading first. */
function linesOf(svg: string): (string | null)[][] {
  return [...parse(svg).querySelectorAll('g')].map((line) =>
    [...line.querySelectorAll('text')].map(({ textContent }) => textContent),
  )
}

describe('a picture of a pivot', () => {
  test('has the view in words, and the numbers of the page with everything not shown and the totals', () => {
    const svg = drawPivot(PIVOT, CAPTION)
    expect(textsOf(svg)).toEqual([
      'homeworld by gender',
      '82 characters · 22 Nov 2026, 20:30',
      '5 values of homeworld, 9 values of gender · 20 of 82 rows, where height > 150',
      'homeworld ↓  gender →',
      'male',
      'female',
      '7 others',
      'All',
    ])
    expect(linesOf(svg)).toEqual([
      ['Naboo', '8', '3', '11'],
      ['(empty)', '4', '2', '6'],
      ['3 others', '1', '2', '3'],
      ['All', '12', '4', '4', '20'],
    ])
  })

  test('colors counts by size, as the page does, and neither totals nor cells without rows', () => {
    const heat = [...parse(drawPivot(PIVOT, CAPTION)).querySelectorAll('[fill-opacity]')]
    expect(heat.map((cell) => cell.getAttribute('fill-opacity'))).toEqual(['0.38', '0.18', '0.22'])
  })

  test('grows with its columns, so that no heading is cut before its column ends', () => {
    const shown = Array.from({ length: 20 }, (_, index) => ({ value: `a long value ${index}`, total: 1 }))
    const wide = { ...PIVOT, across: { ...PIVOT.across, shown, distinct: 20 }, cells: [[], []] }
    const { documentElement } = parse(drawPivot(wide, CAPTION))
    expect(Number(documentElement.getAttribute('width'))).toBeGreaterThan(20 * 100)
    expect(documentElement.getAttribute('viewBox')).toBe(
      `0 0 ${documentElement.getAttribute('width')} ${documentElement.getAttribute('height')}`,
    )
  })

  test('of no rows says so', () => {
    const nothing = { shown: [], distinct: 0 }
    const svg = drawPivot(
      {
        down: { column: 'mass', ...nothing },
        across: { column: 'date', ...nothing },
        cells: [],
        totalRows: 0,
      },
      { ...CAPTION, theme: 'dark' },
    )
    expect(textsOf(svg).slice(-2)).toEqual([
      '0 values of mass, 0 values of date · 0 of 82 rows, where height > 150',
      'No rows match.',
    ])
    expect(parse(svg).querySelector('rect')?.getAttribute('fill')).toBe('#0f1624')
  })

  test.each(['<script>alert(1)</script>', '"/><image href="x" onerror="alert(1)"/>', '\0\x08￾\ud800'])(
    'keeps %j as text',
    (value) => {
      const hostile = { column: 'name', shown: [{ value, total: 1 }], distinct: 1 } as const
      const pivot = {
        down: { ...hostile, shown: [...hostile.shown] },
        across: { ...hostile, shown: [...hostile.shown] },
      }
      const document = parse(drawPivot({ ...pivot, cells: [[1]], totalRows: 1 }, { ...CAPTION, q: value }))
      const names = new Set([...document.querySelectorAll('*')].map(({ tagName }) => tagName))
      expect([...names].sort()).toEqual(['g', 'rect', 'svg', 'text', 'title'])
    },
  )
})
