/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { ColumnHead } from '@/components/facets/column-head'
import type { ColumnProfile } from '@/lib/datasets/model/profile'
import { packProfile } from '@/lib/datasets/model/sent'

const ALL = { filters: [], q: 'a', sort: [], columns: [], limit: 10, offset: 0 }
const NOTHING_MISSING = { empty: 0, unknown: 0, na: 0, none: 0 }

function renderHead(changes: Partial<ColumnProfile>, totalRows = 10): HTMLElement {
  const profile: ColumnProfile = {
    column: 'mass',
    distinct: 3,
    missing: NOTHING_MISSING,
    top: [],
    numeric: null,
    ...changes,
  }
  const answer = packProfile({ totalRows, columns: [profile] }, 0)
  render(
    <table>
      <thead>
        <tr>
          <ColumnHead id="k3f9x" column="mass" params={ALL} profile={{ answer, problem: null }} />
        </tr>
      </thead>
    </table>,
  )
  return screen.getByRole('link', { name: /^Menu of mass/ })
}

test('its menu is, without JavaScript, a link to the counts of the column in the same rows', () => {
  expect(renderHead({})).toHaveAttribute('href', '/datasets/k3f9x/counts?columns=mass&q=a')
})

test.each<[string, Partial<ColumnProfile>, number, string]>([
  ['some values', { distinct: 39 }, 82, '39 different values'],
  ['one value', { distinct: 1 }, 82, '1 different value'],
  [
    'missing values',
    { distinct: 5432, missing: { empty: 1, unknown: 23, na: 0, none: 0 } },
    9000,
    '5,432 different values; 1 empty, 23 unknown',
  ],
])('of %s, it shows the number once and says it in words', (_, changes, totalRows, title) => {
  const shown = renderHead(changes, totalRows).querySelector('[title]')
  expect(shown).toHaveAttribute('title', title)
  expect(shown?.firstChild?.textContent).toBe(changes.distinct === 5432 ? '5.4K' : String(changes.distinct))
})

test('where all values differ, the number is only read out: the distribution says it', () => {
  const link = renderHead({ distinct: 82 }, 82)
  expect(link).toHaveAccessibleName('Menu of mass 82 different values')
  expect(link.querySelector('[title]')).toBeNull()
})

test('cells are announced with the name of the column alone', () => {
  renderHead({})
  expect(screen.getByRole('columnheader')).toHaveAttribute('abbr', 'mass')
})
