/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { ValueBars } from '@/components/value-bars'

function renderBars(distinct: number, totalRows: number): void {
  const top = ['Ackbar', 'Adi Gallia', 'Anakin Skywalker', 'Arvel Crynyd']
    .slice(0, distinct)
    .map((value) => ({ value, count: 1 }))
  const missing = { empty: 0, unknown: 0, na: 0, none: 0 }
  render(
    <ValueBars
      profile={{ column: 'name', distinct, missing, top, numeric: null }}
      totalRows={totalRows}
      hrefFor={(value) => `/?name=${value}`}
      countsHref="/counts"
    />,
  )
}

test('values that all differ have no bars of one row each, but a sentence', () => {
  renderBars(82, 82)
  expect(screen.getByText('Each row has its own value.')).toBeInTheDocument()
  expect(screen.queryByRole('link')).not.toBeInTheDocument()
})

test('so few that all can be shown are shown, although they differ', () => {
  renderBars(3, 3)
  expect(screen.getAllByRole('link').map((link) => link.title)).toEqual([
    'Ackbar: 1 row',
    'Adi Gallia: 1 row',
    'Anakin Skywalker: 1 row',
  ])
})

test('values of which some are the same have bars', () => {
  renderBars(81, 82)
  expect(screen.getByRole('link', { name: '78 more values' })).toHaveAttribute('href', '/counts')
})
