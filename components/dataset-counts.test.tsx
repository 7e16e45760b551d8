/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import { DatasetCounts } from '@/components/dataset-counts'
import type { CountsPage, DatasetColumn } from '@/lib/datasets/types'

const columns: DatasetColumn[] = ['homeworld', 'date']
const counts: CountsPage['counts'] = [
  { values: ['Naboo', '2014-12-20'], count: 11, share: 11 / 82 },
  { values: ['', '2015-04-17'], count: 4, share: 4 / 82 },
]

function renderCounts(changes: Partial<CountsPage>, offset = 0): void {
  const page = { columns, counts, totalGroups: 2, totalRows: 82, hasMore: false, ...changes }
  render(
    <DatasetCounts id="k3f9x" page={page} params={{ columns, limit: 100, offset, filters: [], q: '' }} />,
  )
}

describe('the counts of a dataset', () => {
  test('show each combination with its count and its share of the whole dataset', () => {
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

  test('sum up what was counted', () => {
    renderCounts({ totalGroups: 49 })
    expect(screen.getByText('49 combinations, 82 rows, counted over the whole dataset.')).toBeInTheDocument()
  })

  test('offer more when there is more, with the columns kept', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      values: [`p${index}`, ''],
      count: 1,
      share: 0.01,
    }))
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

  test('lead from each count to its rows', () => {
    renderCounts({})
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      '/datasets/k3f9x?homeworld=Naboo&date=2014-12-20',
      '/datasets/k3f9x?homeworld__isblank=1&date=2015-04-17',
    ])
  })
})
