/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { Button } from '@/components/ui/button'

test('a button as its child is that child, with the look of a button', () => {
  render(
    <Button asChild variant="secondary" className="h-6">
      <a href="/somewhere" className="underline">
        Go
      </a>
    </Button>,
  )
  const link = screen.getByRole('link', { name: 'Go' })
  expect(link).toHaveAttribute('href', '/somewhere')
  expect(link).toHaveClass('bg-secondary', 'underline', 'h-6')
  expect(screen.queryByRole('button')).not.toBeInTheDocument()
})

test('what a call says last counts', () => {
  render(<Button className="h-6">Go</Button>)
  const button = screen.getByRole('button', { name: 'Go' })
  expect(button).toHaveClass('h-6')
  expect(button).not.toHaveClass('h-10')
})
