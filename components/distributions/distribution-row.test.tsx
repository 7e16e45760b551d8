/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { cleanup, render, screen, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { DistributionRow, PendingRow } from '@/components/distributions/distribution-row'
import { LINES } from '@/components/distributions/value-bars'
import type { ColumnProfile } from '@/lib/datasets/model/profile'
import { packProfile } from '@/lib/datasets/model/sent'
import type { RowsView } from '@/lib/search-params/rows'

const ALL: RowsView = { filters: [], q: '', sort: [], columns: [] }
const NOTHING_MISSING = { empty: 0, unknown: 0, na: 0, none: 0 }

function someProfile(changes: Partial<ColumnProfile> = {}): ColumnProfile {
  return { column: 'homeworld', distinct: 1, missing: NOTHING_MISSING, top: [], numeric: null, ...changes }
}

function renderInTable(row: ReactNode): HTMLElement {
  render(
    <table>
      <thead>{row}</thead>
    </table>,
  )
  return screen.getByRole('table')
}

/** The cell of one column, over ten rows. */
function renderColumn(changes: Partial<ColumnProfile>, view: Partial<RowsView> = {}): HTMLElement {
  const answer = packProfile({ totalRows: 10, columns: [someProfile(changes)] }, LINES)
  return renderInTable(
    <DistributionRow id="k3f9x" view={{ ...ALL, ...view }} profile={{ answer, problem: null }} />,
  )
}

function links(): (string | null)[][] {
  return screen
    .getAllByRole('link')
    .slice(1) // the first one is the skip link
    .map((link) => [link.title, link.getAttribute('href')])
}

const TOP = [
  { value: 'Naboo', count: 4 },
  { value: '', count: 3 },
  { value: 'x'.repeat(257), count: 1 },
  { value: 'Alderaan', count: 1 },
]

describe('the distribution of texts', () => {
  test('shows the two most frequent values with links to their rows, and a link to all others', () => {
    renderColumn({ distinct: 5, top: TOP }, { q: 'a', columns: ['homeworld'] })
    expect(links()).toEqual([
      ['Naboo: 4 rows', '?columns=homeworld&homeworld=Naboo&q=a'],
      ['(empty): 3 rows', '?columns=homeworld&homeworld=&q=a'],
      ['', '/datasets/k3f9x/counts?columns=homeworld&q=a'],
    ])
    expect(screen.getByRole('link', { name: '3 more values' })).toBeInTheDocument()
  })

  test('shows three values when there are no more, and no link where a URL cannot express one', () => {
    renderColumn({ distinct: 3, top: TOP.slice(0, 3) })
    expect(links().map(([title]) => title)).toEqual(['Naboo: 4 rows', '(empty): 3 rows'])
    expect(screen.getByTitle(`${'x'.repeat(257)}: 1 row`)).toBeInTheDocument()
  })

  test('does not add a condition twice', () => {
    renderColumn(
      { top: TOP.slice(0, 1) },
      { filters: [{ column: 'homeworld', operator: 'eq', value: 'Naboo' }] },
    )
    expect(links()).toEqual([['Naboo: 4 rows', '?homeworld=Naboo']])
  })

  test('has no links where no more conditions fit in a URL', () => {
    const filters = Array.from({ length: 20 }, (_, index) => ({
      column: 'name' as const,
      operator: 'ne' as const,
      value: String(index),
    }))
    renderColumn({ distinct: 4, top: TOP }, { filters })
    expect(links().map(([title]) => title)).toEqual([''])
  })
})

describe('the distribution of numbers', () => {
  const numeric = {
    count: 9,
    min: 66,
    max: 264,
    mean: 120,
    histogram: [
      { from: 60, to: 80, count: 3 },
      { from: 80, to: 260, count: 0 },
      { from: 260, to: 280, count: 6 },
    ],
  }

  test('has a bar for each bin with rows, which links to exactly those rows', () => {
    renderColumn({ column: 'height', distinct: 9, numeric })
    expect(links()).toEqual([
      ['60 to 80: 3 rows', '?height__gte=60&height__lt=80'],
      ['260 to 280: 6 rows', '?height__gte=260&height__lte=280'],
    ])
    const [low, high] = screen.getAllByRole('link').slice(1)
    expect(low?.firstElementChild).toHaveStyle({ height: '50%' })
    expect(high?.firstElementChild).toHaveStyle({ height: '100%' })
    expect(screen.getByText('66')).toBeInTheDocument()
    expect(screen.getByText('264')).toBeInTheDocument()
  })

  test('has a bar of its own for missing values, which links to their rows', () => {
    renderColumn({ column: 'height', distinct: 9, numeric, missing: { ...NOTHING_MISSING, unknown: 12 } })
    expect(links()[2]).toEqual(['12 unknown', '?height=unknown'])
    const [low, , missing] = screen.getAllByRole('link').slice(1)
    expect(low?.firstElementChild).toHaveStyle({ height: '25%' })
    expect(missing?.firstElementChild).toHaveStyle({ height: '100%' })
    cleanup()
    renderColumn({ column: 'height', numeric, missing: { empty: 1, unknown: 2, na: 0, none: 0 } })
    expect(links()[2]).toEqual(['1 empty, 2 unknown', '?height__in=%22%22%2Cunknown'])
  })

  test('of years shows and links them with their era', () => {
    const histogram = [
      { from: -900, to: -50, count: 3 },
      { from: -50, to: 50, count: 6 },
    ]
    renderColumn({ column: 'birth_year', distinct: 9, numeric: { ...numeric, min: -896, max: 4, histogram } })
    expect(links()).toEqual([
      ['900 BBY to 50 BBY: 3 rows', '?birth_year__gte=900BBY&birth_year__lt=50BBY'],
      ['50 BBY to 50 ABY: 6 rows', '?birth_year__gte=50BBY&birth_year__lte=50ABY'],
    ])
    expect(screen.getByText('896 BBY')).toBeInTheDocument()
  })

  test('replaces wider limits, and nothing else', () => {
    renderColumn(
      { column: 'height', distinct: 9, numeric },
      {
        filters: [
          { column: 'height', operator: 'gte', value: '50' },
          { column: 'height', operator: 'lt', value: '1e3' },
          { column: 'height', operator: 'gt', value: 'a' },
          { column: 'mass', operator: 'gt', value: '1' },
        ],
      },
    )
    expect(links()[0]).toEqual(['60 to 80: 3 rows', '?height__gt=a&mass__gt=1&height__gte=60&height__lt=80'])
  })

  test('keeps a limit inside the bin', () => {
    renderColumn(
      { column: 'height', distinct: 9, numeric },
      { filters: [{ column: 'height', operator: 'gt', value: '65' }] },
    )
    expect(links()[0]).toEqual(['60 to 80: 3 rows', '?height__gt=65&height__lt=80'])
  })
})

test('a profile that hit a limit shows its message, and can be retried', () => {
  const sentence = 'Too many people count at the moment.'
  renderInTable(
    <DistributionRow id="k3f9x" view={{ ...ALL, q: 'a' }} profile={{ answer: null, problem: sentence }} />,
  )
  expect(screen.getByText(sentence)).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Try again' })).toHaveAttribute('href', '/datasets/k3f9x?q=a')
})

test('while it is loading, its placeholder has as many cells of the same size', () => {
  const waiting = renderInTable(<PendingRow columns={['homeworld']} />)
  const size = (table: HTMLElement): string[] =>
    Array.from(
      within(table).getAllByRole('cell', { hidden: true }),
      (cell) => cell.firstElementChild?.className ?? '',
    )
  const place = size(waiting)
  cleanup()
  expect(place).toHaveLength(2)
  expect(size(renderColumn({}))[1]).toBe(place[1])
})
