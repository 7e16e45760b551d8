/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { QueryProblem } from '@/components/query-problem'

test('a query that hit a limit shows its message, and can be retried', () => {
  const sentence = 'Too many counts and searches are running. Try again in a moment.'
  render(<QueryProblem sentence={sentence} retryHref="/datasets/k3f9x/counts?columns=name" />)
  expect(screen.getByRole('alert')).toHaveTextContent(sentence)
  expect(screen.getByRole('link', { name: 'Try again' })).toHaveAttribute(
    'href',
    '/datasets/k3f9x/counts?columns=name',
  )
})
