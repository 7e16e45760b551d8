/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import { CountSuggestions } from '@/components/counts/count-suggestions'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'

const PROBLEM = {
  answer: null,
  problem: 'The query took longer than 10 seconds. Add a condition, or try again later.',
  isDamaged: false,
} as const

test('when the values cannot be read, the page says why, and every column can still be counted', () => {
  render(
    <CountSuggestions
      id="k3f9x"
      selection={{ filters: [], q: 'a' }}
      ready={PROBLEM}
      pending={Promise.resolve(PROBLEM)}
    />,
  )
  const alert = screen.getByRole('alert')
  expect(alert).toHaveTextContent(`The query did not complete.${PROBLEM.problem}`)
  expect(within(alert).getByRole('link', { name: 'Try again' })).toHaveAttribute(
    'href',
    '/datasets/k3f9x/counts?q=a',
  )
  for (const column of DATASET_COLUMNS)
    expect(screen.getByRole('link', { name: column })).toHaveAttribute(
      'href',
      `/datasets/k3f9x/counts?columns=${column}&q=a`,
    )
})
