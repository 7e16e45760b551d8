/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { LINES, ValueBars } from '@/components/distributions/value-bars'
import { packProfile, unpackProfile } from '@/lib/datasets/model/sent'

function renderBars(distinct: number, totalRows: number): void {
  const top = ['Ackbar', 'Adi Gallia', 'Anakin Skywalker', 'Arvel Crynyd']
    .slice(0, distinct)
    .map((value) => ({ value, count: 1 }))
  const missing = { empty: 0, unknown: 0, na: 0, none: 0 }
  const column = { column: 'name' as const, distinct, missing, top, numeric: null }
  const [profile] = unpackProfile(packProfile({ totalRows, columns: [column] }, LINES))
  render(
    <ValueBars
      profile={profile!}
      totalRows={totalRows}
      hrefFor={(value) => `/?name=${value}`}
      countsHref="/counts"
    />,
  )
}

test('values that all differ are described by a sentence instead of bars', () => {
  renderBars(82, 82)
  expect(screen.getByText('Each row has a different value.')).toBeInTheDocument()
  expect(screen.queryByRole('link')).not.toBeInTheDocument()
})

test('values few enough to show are shown, although they all differ', () => {
  renderBars(3, 3)
  expect(screen.getAllByRole('link').map((link) => link.title)).toEqual([
    'Ackbar: 1 row',
    'Adi Gallia: 1 row',
    'Anakin Skywalker: 1 row',
  ])
})

test('values that repeat have bars', () => {
  renderBars(81, 82)
  expect(screen.getByRole('link', { name: '79 more values' })).toHaveAttribute('href', '/counts')
})
