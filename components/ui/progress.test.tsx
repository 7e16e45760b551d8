/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { Progress } from '@/components/ui/progress'

test.each([
  ['a part of a hundred', { value: 66 }, ['66', '100', '66%']],
  ['a part of what there is', { value: 3, max: 12 }, ['3', '12', '25%']],
  ['no more than there is', { value: 13, max: 12 }, ['12', '12', '100%']],
  ['no number while there is none', { value: null }, [null, null, '']],
])('a bar shows %s', (_, props, expected) => {
  render(<Progress {...props} />)
  const bar = screen.getByRole('progressbar')
  const { width } = (bar.firstElementChild as HTMLElement).style
  expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax'), width]).toEqual(expected)
})
