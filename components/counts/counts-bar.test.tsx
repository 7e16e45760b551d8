/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { CountsBar } from '@/components/counts/counts-bar'
import { LARGEST_FIRST } from '@/lib/datasets/model/view'
import type { CountsParams } from '@/lib/search-params/counts'

jest.mock('next/form', () => ({
  __esModule: true,
  // Next's form needs a running router; this test needs only the form it renders.
  default: (props: { action: string; children: React.ReactNode }) => (
    <form action={props.action}>{props.children}</form>
  ),
}))

const DEFAULTS: CountsParams = { columns: [], filters: [], q: '', sort: LARGEST_FIRST, limit: 100, offset: 0 }

function renderBar(params: Partial<CountsParams>, total: number | null): Record<string, string | null> {
  render(<CountsBar id="k3f9x" params={{ ...DEFAULTS, ...params }} total={total} rowCount={82} />)
  const links = screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])
  return Object.fromEntries(links) as Record<string, string | null>
}

describe('the bar above counts', () => {
  test('exports a table as data, and draws it as bars', () => {
    const sort = [{ column: 'date', descending: true } as const]
    const hrefs = renderBar({ columns: ['homeworld', 'date'], q: 'a', sort, limit: 200, offset: 100 }, 5)
    const view = 'columns=homeworld,date&q=a&sort=-date'
    expect(hrefs).toMatchObject({
      CSV: `/api/datasets/k3f9x/counts?${view}&format=csv`,
      'CSV for spreadsheets': `/api/datasets/k3f9x/counts?${view}&format=csv&for=spreadsheet`,
      NDJSON: `/api/datasets/k3f9x/counts?${view}&format=ndjson`,
      'JSON (up to 200)': `/api/datasets/k3f9x/counts?${view}&format=json&limit=200&offset=100`,
      'SVG, light': `/api/datasets/k3f9x/counts.svg?${view}&offset=100`,
      'SVG, dark': `/api/datasets/k3f9x/counts.svg?${view}&offset=100&theme=dark`,
    })
    expect(screen.getAllByRole('button', { name: /^PNG/ }).map((button) => button.textContent)).toEqual([
      'PNG, light',
      'PNG, dark',
    ])
  })

  test('draws a pivot as a pivot', () => {
    const hrefs = renderBar({ columns: ['homeworld', 'date'], q: 'a', view: 'pivot' }, 5)
    const picture = '/api/datasets/k3f9x/counts.svg?columns=homeworld,date&q=a&view=pivot'
    expect(hrefs).toMatchObject({ 'SVG, light': picture, 'SVG, dark': `${picture}&theme=dark` })
  })

  test('has conditions to remove, and how many rows they leave', () => {
    const filters = [{ column: 'height', operator: 'gt', value: '150' } as const]
    const hrefs = renderBar({ columns: ['date'], filters, q: 'a', limit: 200 }, 5)
    expect(screen.getByText('5 of 82 rows')).toBeInTheDocument()
    expect(hrefs).toMatchObject({
      'height > 150×': '/datasets/k3f9x/counts?columns=date&q=a',
      'any column contains “a”×': '/datasets/k3f9x/counts?columns=date&height__gt=150',
      'Show all rows': '/datasets/k3f9x/counts?columns=date',
      Clear: '/datasets/k3f9x/counts?height__gt=150&q=a',
    })
  })

  test('says only what is known: nothing to export without columns, no number of rows that failed to be counted', () => {
    const hrefs = renderBar({ q: 'a' }, null)
    expect(Object.keys(hrefs)).toEqual(['any column contains “a”×', 'Show all rows'])
    expect(screen.queryByText(/82 rows/)).not.toBeInTheDocument()
  })
})
