/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { ValueTick } from '@/components/facets/value-tick'
import { FilterChips } from '@/components/filter-chips'
import { RowCard } from '@/components/rows/row-card'
import { someRow } from '@/components/testing/some-dataset'
import { ValueBars } from '@/components/distributions/value-bars'
import { ValueText } from '@/components/value-text'
import type { ColumnProfile } from '@/lib/datasets/model/profile'

const LOOK_ALIKES = ['fair', 'fair ', 'fair\u00a0', ' fair', 'fair\u200b']
const PROFILE: ColumnProfile = {
  column: 'skin_color',
  distinct: 5,
  missing: { empty: 0, unknown: 0, na: 0, none: 0 },
  top: LOOK_ALIKES.slice(0, 2).map((value) => ({ value, count: 2 })),
  numeric: null,
}

/** The signs rendered for a value. */
function readSigns(container: Element): string {
  const signs = [...container.querySelectorAll('[data-sign]')]
  return signs
    .map((sign) => `${sign.getAttribute('data-sign')}: ${sign.getAttribute('aria-label')}`)
    .join(', ')
}

test.each([
  ['fair', ''],
  ['fair ', '·: space'],
  ['fair\u00a0', 'NBSP: no-break space'],
  ['a\r\nb', 'CR: carriage return, LF: line feed'],
  ['\u202eevil', 'U+202E: U+202E'],
])('%j is rendered with the signs "%s"', (value, signs) => {
  const { container } = render(<ValueText value={value} />)
  expect(readSigns(container)).toBe(signs)
})

test('copying yields the value', () => {
  const { container } = render(<ValueText value={' a  b\u00a0\n'} />)
  expect(container.textContent).toBe(' a  b\u00a0\n')
})

test('a combining accent has a title', () => {
  render(<ValueText value={'Padme\u0301'} />)
  expect(screen.getByTitle('written as U+0065 and U+0301')).toHaveTextContent('e\u0301')
})

test('values that look alike are distinguishable in bars, choices, chips and rows', () => {
  const { container: bars } = render(
    <ValueBars profile={PROFILE} totalRows={10} hrefFor={(value) => `/?${value}`} countsHref="/" />,
  )
  expect(
    screen
      .getAllByRole('link')
      .map((link) => link.title)
      .slice(0, 2),
  ).toEqual(['fair: 2 rows', 'fair·: 2 rows'])
  expect(readSigns(bars)).toBe('·: space')

  const { container: choices } = render(
    LOOK_ALIKES.map((value) => (
      <ValueTick key={value} value={value} count={2} isTicked={false} onTick={() => {}} />
    )),
  )
  expect(readSigns(choices)).toBe('·: space, NBSP: no-break space, ·: space, ZWSP: zero-width space')

  render(
    <FilterChips
      selection={{
        q: 'fair\u00a0',
        filters: [
          { column: 'skin_color', operator: 'eq', value: 'fair ' },
          { column: 'hair_color', operator: 'in', value: 'blond,"brown, grey"," x"' },
          { column: 'date', operator: 'ne', value: '2014-12' },
          { column: 'date', operator: 'gt', value: '2014' },
        ],
      }}
      hrefFor={() => '/'}
    />,
  )
  expect(screen.getAllByRole('link', { name: /^Remove/ }).map((link) => link.title)).toEqual([
    'skin_color is fair·',
    'hair_color is one of blond, "brown, grey", " x"',
    'date is not in 2014-12',
    'date > 2014',
    'any column contains “fair[NBSP]”',
  ])

  const { container: card } = render(<RowCard id="k3f9x" row={someRow({ skin_color: 'fair\u00a0' })} />)
  expect(readSigns(card)).toBe('NBSP: no-break space')
  expect(screen.getByRole('link', { name: 'Rows like this: skin_color is fair[NBSP]' })).toBeInTheDocument()
})
