/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { cleanup, render, screen, within } from '@testing-library/react'
import { DatasetCounts } from '@/components/counts/dataset-counts'
import type { CountsPage } from '@/lib/datasets/model/answers'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { LARGEST_FIRST } from '@/lib/datasets/model/view'
import type { CountsParams } from '@/lib/search-params/counts'

const columns: DatasetColumn[] = ['homeworld', 'date']
const counts: CountsPage['counts'] = [
  { values: ['Naboo', '2014-12-20'], count: 11, share: 11 / 82 },
  { values: ['', '2015-04-17'], count: 4, share: 4 / 82 },
]

function renderCounts(changes: Partial<CountsPage>, view: Partial<CountsParams> = {}): void {
  const page = { columns, counts, totalGroups: 2, totalRows: 82, hasMore: false, ...changes }
  const params = { columns, limit: 100, offset: 0, filters: [], q: '', sort: LARGEST_FIRST, ...view }
  render(<DatasetCounts id="k3f9x" page={page} params={params} />)
}

const many = Array.from({ length: 100 }, (_, index) => ({ values: [`p${index}`, ''], count: 1, share: 0.01 }))

describe('the counts of a dataset', () => {
  test('show each combination with its count and share of the whole dataset', () => {
    renderCounts({})
    const [, first, second] = screen.getAllByRole('row')
    expect(
      within(first!)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['Naboo', '2014-12-20', '11', '13.4 %'])
    expect(
      within(second!)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['(empty)', '2015-04-17', '4', '4.9 %'])
  })

  test('summarize what was counted', () => {
    renderCounts({ totalGroups: 49 })
    expect(screen.getByText('49 combinations, 82 rows, counted over the whole dataset.')).toBeInTheDocument()
  })

  test('of one column are values, of several combinations', () => {
    renderCounts({ columns: ['homeworld'], totalGroups: 49 }, { columns: ['homeworld'] })
    expect(screen.getByText('49 values, 82 rows, counted over the whole dataset.')).toBeInTheDocument()
    expect(screen.getByText('All 49 values shown.')).toBeInTheDocument()
  })

  test('offer more when there are more, and keep the columns', () => {
    renderCounts({ counts: many, totalGroups: 250, hasMore: true })
    expect(screen.getByText('100 of 250 combinations')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Load 100 more' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x/counts?columns=homeworld,date&limit=200#count-101',
    )
  })

  test('offer nothing once all are shown', () => {
    renderCounts({})
    expect(screen.getByText('All 2 combinations shown.')).toBeInTheDocument()
    expect(screen.queryByRole('link', { name: /^Load/ })).not.toBeInTheDocument()
  })

  test('link each count to its rows', () => {
    renderCounts({})
    const links = screen.getAllByRole('link', { name: /^\d+$/ })
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/datasets/k3f9x?homeworld=Naboo&date=2014-12-20',
      '/datasets/k3f9x?homeworld__isblank=1&date=2015-04-17',
    ])
  })

  /** For each sortable heading: its name, state, link target and title. */
  function readHeadings(view: Partial<CountsParams>): (string | null | undefined)[][] {
    cleanup()
    renderCounts({}, view)
    return screen.getAllByRole('columnheader').flatMap((heading) => {
      const link = within(heading).queryByRole('link')
      if (link === null) return []
      const state = heading.getAttribute('aria-sort')
      return [[link.textContent, state, link.getAttribute('href'), link.getAttribute('title')]]
    })
  }

  const HERE = '/datasets/k3f9x/counts?columns=homeworld,date'
  const SORT = 'Sort by this column'
  const BACK = 'Back to the largest counts first'

  test('are sorted by their headings: values ascending, then descending, then the largest counts first', () => {
    expect(readHeadings({})).toEqual([
      ['homeworld', null, `${HERE}&sort=homeworld`, SORT],
      ['date', null, `${HERE}&sort=date`, SORT],
      ['Count↓', 'descending', `${HERE}&sort=count`, SORT],
    ])
    expect(readHeadings({ sort: [{ column: 'date', descending: false }] })).toEqual([
      ['homeworld', null, `${HERE}&sort=homeworld`, SORT],
      ['date↑', 'ascending', `${HERE}&sort=-date`, SORT],
      ['Count', null, HERE, SORT],
    ])
    expect(readHeadings({ sort: [{ column: 'date', descending: true }] })[1]).toEqual([
      'date↓',
      'descending',
      HERE,
      BACK,
    ])
    expect(readHeadings({ sort: [{ column: 'count', descending: false }] })[2]).toEqual([
      'Count↑',
      'ascending',
      HERE,
      BACK,
    ])
  })

  test('keep the conditions when sorted, and the order in every other link', () => {
    const filters = [{ column: 'height', operator: 'gt', value: '150' } as const]
    const sort = [{ column: 'homeworld', descending: true } as const]
    expect(readHeadings({ filters, q: 'a', limit: 200, sort })[2]?.[2]).toBe(`${HERE}&height__gt=150&q=a`)
    cleanup()
    renderCounts({ counts: many, totalGroups: 250, hasMore: true }, { filters, sort, offset: 100 })
    const hrefOf = (name: string): string | null => screen.getByRole('link', { name }).getAttribute('href')
    expect(hrefOf('Load 50 more')).toBe(
      `${HERE}&height__gt=150&sort=-homeworld&limit=200&offset=100#count-201`,
    )
    expect(hrefOf('Back to the first counts')).toBe(`${HERE}&height__gt=150&sort=-homeworld`)
    expect(hrefOf('Pivot')).toBe(`${HERE}&height__gt=150&sort=-homeworld&view=pivot`)
    expect(screen.getByRole('link', { name: 'Table' })).toHaveAttribute('aria-current', 'page')
  })

  test('of one column cannot be a pivot, and say what it takes', () => {
    renderCounts({ columns: ['homeworld'] }, { columns: ['homeworld'] })
    expect(screen.queryByRole('link', { name: 'Pivot' })).not.toBeInTheDocument()
    expect(screen.getByText('Pivot')).toHaveAttribute('title', 'A pivot needs exactly two columns.')
  })

  test('are not links where no URL could express their rows', () => {
    const long = { values: ['x'.repeat(257), '2014-12-20'], count: 3, share: 3 / 82 }
    renderCounts({ counts: [long] })
    expect(screen.queryByRole('link', { name: '3' })).not.toBeInTheDocument()
    expect(screen.getByTitle('These values are too long to link to their rows.')).toHaveTextContent('3')
  })

  test('suggest fewer columns when nearly every row is a unique combination', () => {
    renderCounts({ totalGroups: 80 })
    expect(screen.getByText(/try fewer columns\.$/)).toHaveTextContent(
      '80 combinations, 82 rows, counted over the whole dataset. Most occur only once or twice; try fewer columns.',
    )
  })
})
