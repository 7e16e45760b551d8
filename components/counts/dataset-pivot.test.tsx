/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import { DatasetPivot } from '@/components/counts/dataset-pivot'
import type { Pivot } from '@/lib/datasets/model/answers'
import { LARGEST_FIRST } from '@/lib/datasets/model/view'
import type { CountsParams } from '@/lib/search-params/counts'

const pivot: Pivot = {
  down: {
    column: 'homeworld',
    shown: [
      { value: 'Naboo', total: 11 },
      { value: '', total: 6 },
    ],
    distinct: 2,
  },
  across: {
    column: 'gender',
    shown: [
      { value: 'male', total: 12 },
      { value: 'female', total: 4 },
    ],
    distinct: 3,
  },
  cells: [
    [8, 3],
    [4, 0],
  ],
  totalRows: 17,
}

function renderPivot(changes: Partial<Pivot> = {}, params: Partial<CountsParams> = {}): void {
  const view: CountsParams = {
    columns: ['homeworld', 'gender'],
    filters: [],
    q: '',
    sort: LARGEST_FIRST,
    limit: 100,
    offset: 0,
    view: 'pivot',
  }
  render(<DatasetPivot id="k3f9x" pivot={{ ...pivot, ...changes }} params={{ ...view, ...params }} />)
}

function readTable(): string[][] {
  return screen
    .getAllByRole('row')
    .map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? ''))
}

describe('a pivot', () => {
  test('adds up: values not shown and totals have their own cells', () => {
    renderPivot()
    expect(readTable()).toEqual([
      ['homeworld ↓ gender →', 'male', 'female', '1 other', 'All'],
      ['Naboo', '8', '3', '0', '11'],
      ['(empty)', '4', '0', '2', '6'],
      ['All', '12', '4', '1', '17'],
    ])
  })

  test('adds up when values of both columns are omitted', () => {
    renderPivot({
      down: { ...pivot.down, distinct: 5 },
      totalRows: 20,
      across: { ...pivot.across, distinct: 9 },
    })
    expect(readTable().at(-2)).toEqual(['3 others', '0', '1', '2', '3'])
    expect(readTable().at(-1)).toEqual(['All', '12', '4', '4', '20'])
  })

  test('says which values are not shown', () => {
    renderPivot({ totalRows: 20, across: { ...pivot.across, distinct: 9 } })
    expect(
      screen.getByText(
        'The 2 most frequent of 9 values of gender are shown; the others account for 4 of 20 rows.',
      ),
    ).toBeInTheDocument()
  })

  test('links each cell and heading to its rows, within the conditions', () => {
    renderPivot({}, { filters: [{ column: 'height', operator: 'gt', value: '150' }], q: 'a' })
    const table = screen.getByRole('table', { name: 'Pivot of homeworld and gender' })
    const links = within(table).getAllByRole('link')
    const base = '/datasets/k3f9x?height__gt=150'
    expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
      ['male', `${base}&gender=male&q=a`],
      ['female', `${base}&gender=female&q=a`],
      ['Naboo', `${base}&homeworld=Naboo&q=a`],
      ['8', `${base}&homeworld=Naboo&gender=male&q=a`],
      ['3', `${base}&homeworld=Naboo&gender=female&q=a`],
      ['(empty)', `${base}&homeworld__isblank=1&q=a`],
      ['4', `${base}&homeworld__isblank=1&gender=male&q=a`],
    ])
  })

  test('has the whole of a long value in a title', () => {
    const value = 'a value that is too long for the head of a column'
    renderPivot({
      across: { ...pivot.across, shown: [{ value, total: 12 }, ...pivot.across.shown.slice(1)] },
    })
    expect(screen.getByTitle(value)).toHaveTextContent(value)
    expect(screen.queryByTitle('female')).not.toBeInTheDocument()
  })

  test('colors cells by count, and leaves cells without rows blank except for screen readers', () => {
    renderPivot()
    const heatOf = (name: string): string | undefined =>
      screen.getByRole('link', { name }).closest('td')?.style.getPropertyValue('--heat')
    expect([heatOf('8'), heatOf('3')]).toEqual(['38%', '18%'])
    expect(screen.getAllByText('0').map(({ className }) => className)).toEqual(['sr-only', 'sr-only'])
  })

  test('can be transposed, and turned back into a table', () => {
    renderPivot({}, { sort: [{ column: 'gender', descending: false }] })
    const hrefOf = (name: string): string | null => screen.getByRole('link', { name }).getAttribute('href')
    const counts = '/datasets/k3f9x/counts?columns='
    expect(hrefOf('Swap rows and columns')).toBe(`${counts}gender,homeworld&sort=gender&view=pivot`)
    expect(hrefOf('Table')).toBe(`${counts}homeworld,gender&sort=gender`)
    expect(screen.getByRole('link', { name: 'Pivot' })).toHaveAttribute('aria-current', 'page')
  })

  test('of no rows says so', () => {
    const nothing = { shown: [], distinct: 0 }
    renderPivot({
      down: { column: 'homeworld', ...nothing },
      across: { column: 'gender', ...nothing },
      cells: [],
      totalRows: 0,
    })
    expect(screen.getByText('No rows match.')).toBeInTheDocument()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })
})
