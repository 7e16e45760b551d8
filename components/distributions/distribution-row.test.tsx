/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { cleanup, render, screen, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { DistributionRow, PendingRow } from '@/components/distributions/distribution-row'
import type { ColumnProfile } from '@/lib/datasets/model/profile'
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
  const answer = { totalRows: 10, columns: [someProfile(changes)] }
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
  test('shows the three most frequent values with links to their rows, and a link to all others', () => {
    renderColumn({ distinct: 5, top: TOP }, { q: 'a', columns: ['homeworld'] })
    expect(links()).toEqual([
      ['Naboo: 4 rows', '/datasets/k3f9x?columns=homeworld&homeworld=Naboo&q=a'],
      ['(empty): 3 rows', '/datasets/k3f9x?columns=homeworld&homeworld=&q=a'],
      ['', '/datasets/k3f9x/counts?columns=homeworld&q=a'],
    ])
    expect(screen.getByRole('link', { name: '2 more values' })).toBeInTheDocument()
    expect(screen.getByTitle(`${'x'.repeat(257)}: 1 row`)).toBeInTheDocument()
  })

  test('does not add a condition twice', () => {
    renderColumn(
      { top: TOP.slice(0, 1) },
      { filters: [{ column: 'homeworld', operator: 'eq', value: 'Naboo' }] },
    )
    expect(links()).toEqual([['Naboo: 4 rows', '/datasets/k3f9x?homeworld=Naboo']])
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
      { from: 66, to: 75.9, count: 3 },
      { from: 75.9, to: 254.1, count: 0 },
      { from: 254.1, to: 264, count: 6 },
    ],
  }

  test('has a bar for each bin with rows, which links to exactly those rows', () => {
    renderColumn({ column: 'height', distinct: 9, numeric })
    expect(links()).toEqual([
      ['66 to 75.9: 3 rows', '/datasets/k3f9x?height__gte=66&height__lt=75.9'],
      ['254.1 to 264: 6 rows', '/datasets/k3f9x?height__gte=254.1&height__lte=264'],
    ])
    const [low, high] = screen.getAllByRole('link').slice(1)
    expect(low?.firstElementChild).toHaveStyle({ height: '50%' })
    expect(high?.firstElementChild).toHaveStyle({ height: '100%' })
  })

  test('of years shows and links them with their era', () => {
    const histogram = [
      { from: -896, to: -41.9, count: 3 },
      { from: -41.9, to: 4, count: 6 },
    ]
    renderColumn({ column: 'birth_year', distinct: 9, numeric: { ...numeric, min: -896, max: 4, histogram } })
    expect(links()).toEqual([
      ['896 BBY to 41.9 BBY: 3 rows', '/datasets/k3f9x?birth_year__gte=896BBY&birth_year__lt=41.9BBY'],
      ['41.9 BBY to 4 ABY: 6 rows', '/datasets/k3f9x?birth_year__gte=41.9BBY&birth_year__lte=4ABY'],
    ])
    expect(screen.getByText('896 BBY')).toBeInTheDocument()
  })

  test('replaces existing limits, and nothing else', () => {
    renderColumn(
      { column: 'height', distinct: 9, numeric },
      {
        filters: [
          { column: 'height', operator: 'gte', value: '60' },
          { column: 'height', operator: 'lt', value: '1e3' },
          { column: 'height', operator: 'gt', value: 'a' },
          { column: 'mass', operator: 'gt', value: '1' },
        ],
      },
    )
    expect(links()[0]).toEqual([
      '66 to 75.9: 3 rows',
      '/datasets/k3f9x?height__gt=a&mass__gt=1&height__gte=66&height__lt=75.9',
    ])
  })
})

describe('remarks on a column', () => {
  test.each<[string, Partial<ColumnProfile>, string[]]>([
    ['one value', { distinct: 1 }, ['constant']],
    ['each value once', { distinct: 10 }, ['10 distinct', 'unique']],
    [
      'some missing',
      { distinct: 4, missing: { ...NOTHING_MISSING, unknown: 2, empty: 1 } },
      ['4 distinct', '1 empty', '2 unknown'],
    ],
    [
      'all kinds missing',
      { distinct: 4, missing: { empty: 1, unknown: 2, na: 1, none: 3 } },
      ['4 distinct', '7 missing'],
    ],
  ])('%s', (_, changes, expected) => {
    const table = renderColumn(changes)
    expect(Array.from(table.querySelectorAll('[data-slot=badge]'), (badge) => badge.textContent)).toEqual(
      expected,
    )
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
