/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { QueryProblem } from '@/components/query-problem'

test('a query that met a limit says so in its own words, and can be asked again', () => {
  const sentence = 'Too many counts and searches are running. Try again in a moment.'
  render(<QueryProblem sentence={sentence} retryHref="/datasets/k3f9x/counts?columns=name" />)
  expect(screen.getByRole('alert')).toHaveTextContent(sentence)
  expect(screen.getByRole('link', { name: 'Try again' })).toHaveAttribute(
    'href',
    '/datasets/k3f9x/counts?columns=name',
  )
})
