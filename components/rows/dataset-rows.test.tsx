/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { cleanup, render, screen } from '@testing-library/react'
import { DatasetRows } from '@/components/rows/dataset-rows'
import { someRow } from '@/components/testing/some-dataset'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { packRows } from '@/lib/datasets/model/sent'
import type { RowsParams } from '@/lib/search-params/rows'
import type { Slice } from '@/lib/datasets/model/view'

/** A view of a dataset of 82 rows. */
function renderRows(shown: number, total: number, slice: Slice, view: Partial<RowsParams> = {}): void {
  const rows = Array.from({ length: shown }, () => someRow())
  const numbers = rows.map((_, index) => slice.offset + index + 1)
  const page: RowsPage = { rows, numbers, total, hasMore: slice.offset + shown < total }
  render(
    <DatasetRows
      id="k3f9x"
      page={packRows(page)}
      rowCount={82}
      params={{ ...slice, ...EVERY_ROW, ...view }}
    />,
  )
}

jest.mock('next/form', () => ({
  __esModule: true,
  // Next's form needs a running router; this test needs only the form it renders.
  default: (props: { action: string; children: React.ReactNode }) => (
    <form action={props.action}>{props.children}</form>
  ),
}))

const EVERY_ROW = { filters: [], q: '', sort: [], columns: [] }

/** All links except those of the table and the menus, which are always there. */
function listLinks(): HTMLElement[] {
  return screen.queryAllByRole('link').filter((link) => link.closest('table, details') === null)
}

describe('the rows of a dataset', () => {
  test('start with ten and offer ten more, anchored at the first new row', () => {
    renderRows(10, 82, { limit: 10, offset: 0 })
    expect(screen.getByText('The first 10 of 82 rows')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Load 10 more' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?limit=20#row-11',
    )
    expect(screen.queryByText('Back to the first rows')).not.toBeInTheDocument()
  })

  test('offer all of a few', () => {
    renderRows(20, 82, { limit: 20, offset: 0 })
    expect(screen.getByRole('link', { name: 'Show all 82' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?limit=82#row-21',
    )
  })

  test('offer a hundred of many', () => {
    renderRows(10, 5_000, { limit: 10, offset: 0 })
    expect(screen.getByRole('link', { name: 'Load 100 more' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?limit=110#row-11',
    )
  })

  test('are counted beside the conditions: those selected, of all', () => {
    renderRows(5, 5, { limit: 10, offset: 0 }, { q: 'blue' })
    expect(screen.getByText('5 of 82 rows')).toHaveAttribute('role', 'status')
    cleanup()
    renderRows(10, 82, { limit: 10, offset: 0 })
    expect(screen.getByText('82 rows')).toHaveAttribute('role', 'status')
  })

  test('keep the distributions hidden in every link once they are', () => {
    renderRows(10, 14, { limit: 10, offset: 0 }, { q: 'blue', head: 'folded' })
    expect(screen.getByRole('link', { name: 'Show the distributions' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?q=blue',
    )
    expect(screen.getByRole('link', { name: 'mass' })).toHaveAttribute(
      'href',
      '?q=blue&sort=mass&head=folded',
    )
    expect(screen.getByRole('link', { name: 'Show all rows' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?head=folded',
    )
  })

  test('offer only the remaining rows', () => {
    renderRows(80, 82, { limit: 80, offset: 0 })
    expect(screen.getByRole('link', { name: 'Load 2 more' })).toBeInTheDocument()
  })

  test('offer nothing once all are shown', () => {
    renderRows(82, 82, { limit: 90, offset: 0 })
    expect(screen.getByText('All 82 rows shown.')).toBeInTheDocument()
    expect(listLinks()).toEqual([])
  })

  test('beyond the limit of one page, move on and show their position', () => {
    renderRows(10, 5_000, { limit: 10, offset: 1_000 })
    expect(screen.getByText('Rows 1,001–1,010 of 5,000')).toBeInTheDocument()
    expect(screen.getByRole('cell', { name: '1,001' })).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Back to the first rows' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x',
    )
    expect(screen.getByRole('link', { name: 'Load 10 more' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?limit=20&offset=1000#row-1011',
    )
  })

  test('say so when the URL is past the last row', () => {
    renderRows(0, 82, { limit: 10, offset: 900 })
    expect(screen.getByText('There are only 82 rows.')).toBeInTheDocument()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Back to the first rows' })).toBeInTheDocument()
  })

  test('describe the selection, let each condition be removed, and keep the rest in every link', () => {
    const filters: RowsParams['filters'] = [
      { column: 'homeworld', operator: 'eq', value: 'Tatooine' },
      { column: 'height', operator: 'gt', value: '150' },
    ]
    renderRows(
      10,
      14,
      { limit: 10, offset: 0 },
      { filters, q: 'blue', sort: [{ column: 'name', descending: true }] },
    )
    const links = listLinks().map((link) => [link.textContent, link.getAttribute('href')])
    const [homeworld, height, q] = ['homeworld=Tatooine', 'height__gt=150', 'q=blue']
    expect(links).toEqual([
      ['Over time', `/history?${homeworld}&${height}&${q}`],
      ['homeworld is Tatooine×', `/datasets/k3f9x?${height}&${q}&sort=-name`],
      ['height > 150×', `/datasets/k3f9x?${homeworld}&${q}&sort=-name`],
      ['any column contains “blue”×', `/datasets/k3f9x?${homeworld}&${height}&sort=-name`],
      ['Show all rows', '/datasets/k3f9x?sort=-name'],
      ['Load 4 more', `/datasets/k3f9x?${homeworld}&${height}&${q}&sort=-name&limit=20#row-11`],
    ])
  })

  test('sort by a column ascending, then descending, then not at all, and keep the conditions', () => {
    const hrefOf = (sort: RowsParams['sort']): string | null => {
      const { unmount } = render(
        <DatasetRows
          id="k3f9x"
          rowCount={1}
          page={packRows({ rows: [someRow()], numbers: [1], total: 1, hasMore: false })}
          params={{ limit: 10, offset: 0, ...EVERY_ROW, q: 'a', sort }}
        />,
      )
      const href = screen.getByRole('link', { name: 'mass' }).getAttribute('href')
      unmount()
      return href
    }
    expect(hrefOf([])).toBe('?q=a&sort=mass')
    expect(hrefOf([{ column: 'mass', descending: false }])).toBe('?q=a&sort=-mass')
    expect(hrefOf([{ column: 'mass', descending: true }])).toBe('?q=a')
  })

  test('can be searched, keeping the other conditions and the order', () => {
    renderRows(
      10,
      14,
      { limit: 10, offset: 0 },
      {
        filters: [{ column: 'height', operator: 'gt', value: '150' }],
        q: 'blue',
        sort: [{ column: 'name', descending: true }],
        columns: ['mass', 'name'],
      },
    )
    const form = screen.getByRole('button', { name: 'Search' }).closest('form')
    expect([...new FormData(form ?? undefined)]).toEqual([
      ['height__gt', '150'],
      ['sort', '-name'],
      ['columns', 'mass,name'],
      ['q', 'blue'],
    ])
  })

  test('show the requested columns, in that order, and keep them in every link', () => {
    renderRows(10, 82, { limit: 10, offset: 0 }, { columns: ['mass', 'name'] })
    expect(screen.getAllByRole('columnheader').map((head) => head.textContent)).toEqual([
      '▾#Row number',
      'massMenu of mass',
      'nameMenu of name',
    ])
    expect(screen.getAllByRole('row')[1]).toHaveTextContent(/^177Luke Skywalker$/)
    expect(screen.getByRole('link', { name: 'Load 10 more' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?columns=mass,name&limit=20#row-11',
    )
    expect(screen.getByRole('link', { name: 'mass' })).toHaveAttribute('href', '?columns=mass,name&sort=mass')
  })

  test('link to each row by its number in the dataset, and keep this view', () => {
    const view = { ...EVERY_ROW, q: 'a', limit: 20, offset: 0 }
    const page = { rows: [someRow(), someRow()], numbers: [17, 3], total: 2, hasMore: false }
    render(<DatasetRows id="k3f9x" page={packRows(page)} rowCount={82} params={view} />)
    expect(screen.getByRole('link', { name: '1' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x/rows/17?q=a&limit=20',
    )
    expect(screen.getByRole('link', { name: '2' })).toHaveAccessibleDescription('Open row 3 of the dataset')
  })

  test('stand to the right where they are numbers or years, in whatever order columns are shown', () => {
    const rightOf = (columns: RowsParams['columns']): string | null => {
      cleanup()
      renderRows(1, 1, { limit: 10, offset: 0 }, { columns })
      return screen.getByRole('table').getAttribute('data-right')
    }
    expect(rightOf([])).toBe('3 4 8')
    expect(rightOf(['birth_year', 'name', 'mass'])).toBe('2 4')
    expect(rightOf(['name'])).toBe('')
  })

  test('say so when no rows match', () => {
    renderRows(0, 0, { limit: 10, offset: 0 }, { q: 'Spock' })
    expect(screen.getByText('No rows match.')).toBeInTheDocument()
  })

  test('distinguish an empty value from the text "unknown"', () => {
    const rows = [someRow({ homeworld: '', mass: 'unknown' })]
    render(
      <DatasetRows
        id="k3f9x"
        rowCount={1}
        page={packRows({ rows, numbers: [1], total: 1, hasMore: false })}
        params={{ limit: 10, offset: 0, ...EVERY_ROW }}
      />,
    )
    expect(screen.getByText('(empty)')).toHaveAttribute('title', 'The source has no value here.')
    expect(screen.getByText('unknown')).not.toHaveAttribute('title')
  })
})
