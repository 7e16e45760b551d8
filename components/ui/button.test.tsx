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
  expect(link).toHaveClass('button', 'button-secondary', 'underline', 'h-6')
  expect(screen.queryByRole('button')).not.toBeInTheDocument()
})

test('its look is made of few classes, which give way to the utilities of a call', () => {
  render(<Button className="h-6">Go</Button>)
  const button = screen.getByRole('button', { name: 'Go' })
  expect(button.className).toBe('button button-primary button-md h-6')
})
