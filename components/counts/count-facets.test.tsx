/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import { CountFacets } from '@/components/counts/count-facets'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import { EVERYTHING, type Selection } from '@/lib/datasets/model/view'

const MISSING = { empty: 0, unknown: 0, na: 0, none: 0 }
const GENDERS = [
  { value: 'male', count: 60 },
  { value: '', count: 22 },
]

/** Each row has another name; all other columns have two values. */
function someProfile(totalRows: number): DatasetProfile {
  const columns = DATASET_COLUMNS.map((column) => ({
    column,
    distinct: column === 'name' ? totalRows : 2,
    missing: MISSING,
    top: GENDERS,
    numeric: null,
  }))
  return { totalRows, columns }
}

function renderFacets(profile: DatasetProfile | null, selection: Selection = EVERYTHING): void {
  render(<CountFacets id="k3f9x" selection={selection} profile={profile} />)
}

function card(column: string): HTMLElement {
  return screen.getByRole('link', { name: column }).closest('li')!
}

describe('what to count', () => {
  test('is suggested by a card for each column, with its number of values and the most frequent ones', () => {
    renderFacets(someProfile(82))
    const names = screen
      .getAllByRole('heading', { level: 3 })
      .map((heading) => heading.firstChild?.textContent)
    expect(names.slice(0, -1)).toEqual([...DATASET_COLUMNS])
    expect(within(card('gender')).getByText('2 values')).toBeInTheDocument()
    const values = within(card('gender')).getAllByRole('listitem')
    expect(values.map((value) => value.textContent)).toEqual(['male60', '(empty)22'])
    expect(values[0]?.querySelector('i')?.style.width).toMatch(/^73\.1/)
    expect(within(card('name')).getByText('Each row has a different value.')).toBeInTheDocument()
  })

  test('keeps the conditions in every link', () => {
    renderFacets(someProfile(82), {
      filters: [{ column: 'height', operator: 'gt', value: '150' }],
      q: 'a',
    })
    const view = 'height__gt=150&q=a'
    const links = screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])
    const counts = '/datasets/k3f9x/counts?columns='
    expect(links).toEqual([
      ...DATASET_COLUMNS.map((column) => [column, `${counts}${column}&${view}`]),
      ['date and homeworld', `${counts}date,homeworld&${view}`],
      ['eye_color by gender, a pivot', `${counts}eye_color,gender&${view}&view=pivot`],
      ['hair_color by eye_color, a pivot', `${counts}hair_color,eye_color&${view}&view=pivot`],
      ['homeworld by gender, a pivot', `${counts}homeworld,gender&${view}&view=pivot`],
    ])
  })

  test('can be chosen before the values are known', () => {
    renderFacets(null)
    expect(screen.getByRole('link', { name: 'homeworld' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x/counts?columns=homeworld',
    )
    expect(screen.queryByText(/value/, { selector: 'span' })).not.toBeInTheDocument()
  })

  test('is nothing when no rows match', () => {
    renderFacets(someProfile(0))
    expect(screen.getByText('No rows match.')).toBeInTheDocument()
    expect(screen.queryByRole('link')).not.toBeInTheDocument()
  })
})
